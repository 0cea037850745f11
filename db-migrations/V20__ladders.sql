-- Ladders: the re-encoded qualities of sources. A row is written in the same transaction as the state of its job. Its media and the
-- pages of its index are objects in the work storage.

CREATE TABLE ladder (
    -- Of the job that made it. Another ladder has another id, also of the same source.
    id         uuid   PRIMARY KEY,
    source_id  uuid   NOT NULL UNIQUE REFERENCES source ON DELETE CASCADE,
    -- Of the object that it was made of, and of its index. A ladder of another one is not used.
    revision   text   NOT NULL,
    generation int    NOT NULL,
    -- The short sides of the pictures in pixels, the largest first: the order of the tracks of the index.
    sides      int[]  NOT NULL,
    -- The largest rates of the encoder, in bits per second. Frames that are encoded for a clip need the same ones.
    rates      bigint[] NOT NULL,
    directory  bytea  NOT NULL,
    pages_key  text   NOT NULL,
    -- The key of the media of each page of the index; empty if no frame begins in the page.
    objects    text[] NOT NULL,
    CHECK (cardinality(sides) = cardinality(rates) AND cardinality(sides) > 0)
);

-- The frames at the start and the end of clips that no whole GOP of a ladder has, encoded when a client first requests them.
CREATE TABLE ladder_edge (
    ladder_id  uuid  NOT NULL REFERENCES ladder ON DELETE CASCADE,
    -- The quality and the first and last time, so that clips with the same boundary share it.
    name       text  NOT NULL,
    object_key text  NOT NULL,
    page       bytea NOT NULL,
    PRIMARY KEY (ladder_id, name)
);

-- The ladder that streams of the source offer, if it is of the present revision of the object and generation of the index. It is a
-- part of the versions of streams.
ALTER TABLE source
    ADD COLUMN ladder_id         uuid,
    ADD COLUMN ladder_revision   text,
    ADD COLUMN ladder_generation int,
    ADD CHECK (num_nulls(ladder_id, ladder_revision, ladder_generation) IN (0, 3));
