//! What is known of the partner's customers: two words of Transak's, and when they were said.

use super::{Store, soon};
use sqlx::Row;

/// A customer. Texts are empty while unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// Transak's status of the user (`ACTIVE`).
    pub status: String,
    /// Transak's status of the identity check (`APPROVED`).
    pub kyc_status: String,
    /// When that was so, in milliseconds since 1970.
    pub at_ms: i64,
    /// When Transak was last asked, in milliseconds since 1970.
    pub asked_ms: i64,
}

impl Store {
    /// What is known of a customer.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn user(&self, customer: &str) -> Result<Option<User>, sqlx::Error> {
        let row = sqlx::query("SELECT * FROM users WHERE partner_customer_id = $1").bind(customer);
        let row = soon(row.fetch_optional(&self.pool)).await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(User {
            status: row.try_get("user_status")?,
            kyc_status: row.try_get("kyc_status")?,
            at_ms: row.try_get("at_ms")?,
            asked_ms: row.try_get("asked_ms")?,
        }))
    }

    /// Keeps what is newer than what is kept. A text that is empty takes nothing away.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn save_user(&self, customer: &str, user: &User) -> Result<(), sqlx::Error> {
        let save = sqlx::query(
            "INSERT INTO users (partner_customer_id, user_status, kyc_status, at_ms, asked_ms) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (partner_customer_id) DO UPDATE SET \
             user_status = CASE WHEN excluded.at_ms < users.at_ms OR excluded.user_status = '' THEN users.user_status \
             ELSE excluded.user_status END, \
             kyc_status = CASE WHEN excluded.at_ms < users.at_ms OR excluded.kyc_status = '' THEN users.kyc_status \
             ELSE excluded.kyc_status END, \
             at_ms = CASE WHEN excluded.at_ms < users.at_ms THEN users.at_ms ELSE excluded.at_ms END, \
             asked_ms = CASE WHEN excluded.asked_ms < users.asked_ms THEN users.asked_ms ELSE excluded.asked_ms END",
        )
        .bind(customer)
        .bind(&user.status)
        .bind(&user.kyc_status)
        .bind(user.at_ms)
        .bind(user.asked_ms);
        soon(save.execute(&self.pool)).await.map(drop)
    }
}
