-- What was done to the clips of a source, so that it can be undone.

CREATE TABLE cut_operation (
    id         uuid        PRIMARY KEY,
    source_id  uuid        NOT NULL REFERENCES source ON DELETE CASCADE,
    -- The order of a source's operations: each is made under the row lock of its source.
    number     bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    kind       text        NOT NULL
        CHECK (kind IN ('CREATE', 'CHANGE', 'DELETE', 'PARTITION', 'SPLIT', 'MERGE', 'MOVE_END')),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    undone_at  timestamptz,
    UNIQUE (source_id, number)
);

-- What undo asks for.
CREATE INDEX cut_operation_to_undo ON cut_operation (source_id, number) WHERE undone_at IS NULL;

-- A clip before and after an operation; without ends there was no clip, or is none any more.
CREATE TABLE cut_operation_change (
    operation_id    uuid   NOT NULL REFERENCES cut_operation ON DELETE CASCADE,
    clip_id         uuid   NOT NULL,
    before_title    text,
    before_start_us bigint,
    before_end_us   bigint,
    after_title     text,
    after_start_us  bigint,
    after_end_us    bigint,
    PRIMARY KEY (operation_id, clip_id),
    CHECK (num_nulls(before_start_us, before_end_us) IN (0, 2)),
    CHECK (num_nulls(after_start_us, after_end_us) IN (0, 2)),
    CHECK (num_nonnulls(before_start_us, after_start_us) > 0)
);
