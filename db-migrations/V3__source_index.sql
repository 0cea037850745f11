-- The small half of a source's sample index; its pages are one object in the work storage.

CREATE TABLE source_index (
    source_id  uuid        PRIMARY KEY REFERENCES source ON DELETE CASCADE,
    -- The object that was indexed: an index of another revision is of no use.
    revision   text        NOT NULL,
    directory  bytea       NOT NULL,
    pages_key  text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
