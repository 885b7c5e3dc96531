-- The same for SQLite and PostgreSQL. Times are milliseconds since 1970.

-- What is known of an order: its allow-listed fields as JSON, and what the relay needs to find it and to ask about it.
CREATE TABLE orders (
    id TEXT PRIMARY KEY,
    version BIGINT NOT NULL DEFAULT 0,
    body TEXT NOT NULL DEFAULT '',
    reached TEXT NOT NULL DEFAULT '',
    finality BIGINT NOT NULL DEFAULT 0,
    partner_order_id TEXT NOT NULL DEFAULT '',
    partner_customer_id TEXT NOT NULL DEFAULT '',
    created_ms BIGINT NOT NULL DEFAULT 0,
    heard_ms BIGINT NOT NULL DEFAULT 0,
    verified_ms BIGINT NOT NULL DEFAULT 0,
    ask_ms BIGINT,
    tries BIGINT NOT NULL DEFAULT 0,
    published BIGINT NOT NULL DEFAULT 0,
    publish_ms BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX orders_by_reference ON orders (partner_order_id, created_ms) WHERE partner_order_id <> '';
CREATE INDEX orders_by_customer ON orders (partner_customer_id) WHERE partner_customer_id <> '' AND finality = 0;
CREATE INDEX orders_to_ask ON orders (ask_ms) WHERE ask_ms IS NOT NULL;
CREATE INDEX orders_to_publish ON orders (publish_ms) WHERE published < version;
CREATE INDEX orders_by_age ON orders (heard_ms);

-- Which webhooks have been taken: a second delivery of one changes nothing.
CREATE TABLE events (
    order_id TEXT NOT NULL,
    status TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (order_id, status, at_ms)
);

-- What is known of a customer.
CREATE TABLE users (
    partner_customer_id TEXT PRIMARY KEY,
    user_status TEXT NOT NULL DEFAULT '',
    kyc_status TEXT NOT NULL DEFAULT '',
    at_ms BIGINT NOT NULL DEFAULT 0,
    asked_ms BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX users_by_age ON users (at_ms);

-- Transak's access tokens, the present one and the one before, and whose turn it is to fetch the next.
CREATE TABLE tokens (
    id BIGINT PRIMARY KEY,
    present TEXT NOT NULL DEFAULT '',
    previous TEXT NOT NULL DEFAULT '',
    expires_ms BIGINT NOT NULL DEFAULT 0,
    lease_ms BIGINT NOT NULL DEFAULT 0
);
INSERT INTO tokens (id) VALUES (1);
