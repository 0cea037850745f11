-- Answers to changing calls that carried an Idempotency-Key: written in the transaction that made the change.

CREATE TABLE idempotent_answer (
    -- Whose key it is: two applications may choose the same one.
    scope      text        NOT NULL,
    key        text        NOT NULL,
    -- A digest of what was asked for.
    request    bytea       NOT NULL,
    status     int,
    location   text,
    etag       text,
    body       text,
    expires_at timestamptz NOT NULL DEFAULT now() + interval '24 hours',
    PRIMARY KEY (scope, key)
);

CREATE INDEX idempotent_answer_by_expiry ON idempotent_answer (expires_at);
