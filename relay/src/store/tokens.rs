//! Transak's access tokens, as the instances share them. The last two are kept: a webhook may be signed with either.

use super::{Store, soon};
use sqlx::Row;

/// The tokens.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Tokens {
    /// The present one, or nothing.
    pub present: String,
    /// The one before, or nothing.
    pub previous: String,
    /// When the present one ends, in milliseconds since 1970.
    pub expires_ms: i64,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Tokens")
            .field("expires_ms", &self.expires_ms)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// The tokens that are kept.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn tokens(&self) -> Result<Tokens, sqlx::Error> {
        let row = sqlx::query("SELECT * FROM tokens WHERE id = 1").fetch_one(&self.pool);
        let row = soon(row).await?;
        Ok(Tokens {
            present: row.try_get("present")?,
            previous: row.try_get("previous")?,
            expires_ms: row.try_get("expires_ms")?,
        })
    }

    /// Whether it is this instance's turn to fetch a token, until `until`: nobody else's, and nobody has replaced the one that it knows.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn lease_tokens(
        &self,
        known: &str,
        now: i64,
        until: i64,
    ) -> Result<bool, sqlx::Error> {
        let free =
            "UPDATE tokens SET lease_ms = $2 WHERE id = 1 AND lease_ms <= $1 AND present = $3";
        let lease = sqlx::query(free).bind(now).bind(until).bind(known);
        let done = soon(lease.execute(&self.pool)).await?;
        Ok(done.rows_affected() == 1)
    }

    /// Keeps a new token in the place of the one that it `replaces`, which becomes the one before. Until `until`, nobody is to fetch another. False:
    /// somebody else has replaced that one meanwhile.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn save_token(
        &self,
        token: &str,
        replaces: &str,
        expires_ms: i64,
        until: i64,
    ) -> Result<bool, sqlx::Error> {
        let save = "UPDATE tokens SET previous = present, present = $1, expires_ms = $2, lease_ms = $3 WHERE id = 1 AND present = $4";
        let save = sqlx::query(save).bind(token).bind(expires_ms).bind(until);
        let done = soon(save.bind(replaces).execute(&self.pool)).await?;
        Ok(done.rows_affected() == 1)
    }
}
