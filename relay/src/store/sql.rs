//! The statements in which SQLite and PostgreSQL differ.

/// One database's.
#[derive(Debug)]
pub(super) struct Sql {
    /// What is set on each connection.
    pub(super) settings: &'static [&'static str],
    /// What takes those limits away, for what may take its time.
    pub(super) patient: &'static [&'static str],
    /// Whether others may use the same database.
    pub(super) shared: bool,
    /// Makes a row for each id of a JSON array; `$1`.
    pub(super) stubs: &'static str,
    /// Reads those rows, and keeps others from changing them; `$1`.
    pub(super) lock: &'static str,
    /// Notes the events of a JSON array of `{id, status, at}`; returns those that are new; `$1`.
    pub(super) events: &'static str,
    /// Forgets the events of the orders of a JSON array of ids; `$1`.
    pub(super) forget: &'static str,
    /// Writes records from a JSON array; `$1`; `$2`: 1 if changes are to be published.
    pub(super) write: &'static str,
    /// Rows to ask about: `$1` lease, `$2` now, `$3` how many.
    pub(super) due: &'static str,
    /// Rows to publish: the same.
    pub(super) to_publish: &'static str,
    /// Tells other instances about the orders with these ids, `$1`.
    pub(super) notify: Option<&'static str>,
}

pub(super) const SQLITE: Sql = Sql {
    settings: &[
        "PRAGMA busy_timeout = 5000",
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
    ],
    patient: &[],
    shared: false,
    stubs: "INSERT INTO orders (id) SELECT value FROM json_each($1) WHERE true ON CONFLICT DO NOTHING",
    lock: "SELECT * FROM orders WHERE id IN (SELECT value FROM json_each($1))",
    events: "INSERT INTO events (order_id, status, at_ms) \
             SELECT value ->> 'id', value ->> 'status', value ->> 'at' FROM json_each($1) WHERE true \
             ON CONFLICT DO NOTHING RETURNING order_id, status, at_ms",
    forget: "DELETE FROM events WHERE order_id IN (SELECT value FROM json_each($1))",
    write: "UPDATE orders SET version = n.value ->> 'version', body = n.value ->> 'body', reached = n.value ->> 'reached', \
            finality = n.value ->> 'finality', partner_order_id = n.value ->> 'partner_order_id', \
            partner_customer_id = n.value ->> 'partner_customer_id', created_ms = n.value ->> 'created_ms', \
            heard_ms = n.value ->> 'heard_ms', verified_ms = n.value ->> 'verified_ms', ask_ms = n.value ->> 'ask_ms', \
            tries = n.value ->> 'tries', published = CASE WHEN $2 = 1 THEN published ELSE n.value ->> 'version' END \
            FROM json_each($1) AS n WHERE orders.id = n.value ->> 'id'",
    due: "UPDATE orders SET ask_ms = $1 WHERE id IN \
          (SELECT id FROM orders WHERE ask_ms <= $2 ORDER BY ask_ms LIMIT $3) RETURNING *",
    to_publish: "UPDATE orders SET publish_ms = $1 WHERE id IN \
                 (SELECT id FROM orders WHERE published < version AND publish_ms <= $2 ORDER BY publish_ms LIMIT $3) RETURNING *",
    notify: None,
};

pub(super) const POSTGRES: Sql = Sql {
    // An instance that dies in the midst of a transaction, or a line that does, may not hold up the others for hours.
    settings: &[
        "SET lock_timeout = '5s'",
        "SET statement_timeout = '10s'",
        "SET idle_in_transaction_session_timeout = '10s'",
    ],
    patient: &["SET lock_timeout = 0", "SET statement_timeout = 0"],
    shared: true,
    // In the order of the ids: two instances that write the same orders wait for each other, and not in a circle.
    stubs: "INSERT INTO orders (id) SELECT id FROM json_array_elements_text($1::json) AS id ORDER BY id ON CONFLICT DO NOTHING",
    lock: "SELECT * FROM orders WHERE id IN (SELECT json_array_elements_text($1::json)) ORDER BY id FOR UPDATE",
    events: "INSERT INTO events (order_id, status, at_ms) \
             SELECT id, status, at FROM json_to_recordset($1::json) AS n(id TEXT, status TEXT, at BIGINT) \
             ON CONFLICT DO NOTHING RETURNING order_id, status, at_ms",
    forget: "DELETE FROM events WHERE order_id IN (SELECT json_array_elements_text($1::json))",
    write: "UPDATE orders SET version = n.version, body = n.body, reached = n.reached, finality = n.finality, \
            partner_order_id = n.partner_order_id, partner_customer_id = n.partner_customer_id, created_ms = n.created_ms, \
            heard_ms = n.heard_ms, verified_ms = n.verified_ms, ask_ms = n.ask_ms, tries = n.tries, \
            published = CASE WHEN $2 = 1 THEN published ELSE n.version END \
            FROM json_to_recordset($1::json) AS n(id TEXT, version BIGINT, body TEXT, reached TEXT, finality BIGINT, \
            partner_order_id TEXT, partner_customer_id TEXT, created_ms BIGINT, heard_ms BIGINT, verified_ms BIGINT, \
            ask_ms BIGINT, tries BIGINT) WHERE orders.id = n.id",
    due: "UPDATE orders SET ask_ms = $1 WHERE id IN \
          (SELECT id FROM orders WHERE ask_ms <= $2 ORDER BY ask_ms LIMIT $3 FOR UPDATE SKIP LOCKED) RETURNING *",
    to_publish: "UPDATE orders SET publish_ms = $1 WHERE id IN \
                 (SELECT id FROM orders WHERE published < version AND publish_ms <= $2 ORDER BY publish_ms LIMIT $3 \
                 FOR UPDATE SKIP LOCKED) RETURNING *",
    notify: Some("SELECT pg_notify('relay_orders', $1)"),
};
