-- Times are whole microseconds; a range is half-open.

CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE source (
    id             uuid        PRIMARY KEY,
    uri            text        NOT NULL UNIQUE,
    title          text,
    state          text        NOT NULL CHECK (state IN ('REGISTERED', 'INDEXING', 'READY', 'FAILED')),
    problem_code   text,
    problem_detail text,
    size_bytes     bigint      CHECK (size_bytes >= 0),
    -- Names the object's bytes: what the storage calls its version or entity tag.
    revision       text,
    duration_us    bigint      CHECK (duration_us > 0),
    media          jsonb,
    sliceable      boolean     NOT NULL DEFAULT false,
    -- Counts changes of this row; the entity tag of the HTTP contract.
    row_version    bigint      NOT NULL DEFAULT 0,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    CHECK (state <> 'READY' OR (revision IS NOT NULL AND duration_us IS NOT NULL AND media IS NOT NULL)),
    CHECK (state <> 'FAILED' OR problem_code IS NOT NULL)
);

CREATE INDEX source_in_order ON source (created_at, id);

CREATE TABLE clip (
    id          uuid        PRIMARY KEY,
    source_id   uuid        NOT NULL REFERENCES source ON DELETE CASCADE,
    title       text,
    start_us    bigint      NOT NULL,
    end_us      bigint      NOT NULL,
    row_version bigint      NOT NULL DEFAULT 0,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    -- A deleted clip stays as a row, so that deleting can be undone; it is in nobody's way.
    deleted_at  timestamptz,
    CHECK (0 <= start_us AND start_us < end_us),
    -- Deferred: a split or a moved boundary passes through an overlap inside its transaction.
    CONSTRAINT clip_overlap EXCLUDE USING gist (source_id WITH =, int8range(start_us, end_us, '[)') WITH &&)
        WHERE (deleted_at IS NULL) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX clip_in_order ON clip (source_id, start_us, id) WHERE deleted_at IS NULL;
