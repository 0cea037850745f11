-- Keys of applications, beside the one that is configured. Only what a key hashes to is kept.

CREATE TABLE api_key (
    id                  uuid        PRIMARY KEY,
    name                text        NOT NULL,
    role                text        NOT NULL CHECK (role IN ('READ', 'EDIT', 'ADMIN')),
    -- SHA-256: the key is random and long, so that nothing slower is needed.
    digest              bytea       NOT NULL UNIQUE CHECK (length(digest) = 32),
    -- Null: what is configured for all.
    requests_per_second int         CHECK (requests_per_second > 0),
    created_at          timestamptz NOT NULL DEFAULT now(),
    created_by          text        NOT NULL,
    -- To the minute.
    last_used_at        timestamptz,
    revoked_at          timestamptz
);

CREATE INDEX api_key_in_order ON api_key (created_at, id);
