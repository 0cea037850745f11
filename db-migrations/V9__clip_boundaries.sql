-- Which object holds what was encoded for a clip's precise form. The first one that was stored for a version is the one every
-- instance serves: two encoders may give other bytes for the same frames.

CREATE TABLE clip_boundary (
    source_id  uuid        NOT NULL REFERENCES source ON DELETE CASCADE,
    version    text        NOT NULL,
    -- SHA-256 of the object, in hexadecimal; also the end of its key.
    digest     text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source_id, version)
);
