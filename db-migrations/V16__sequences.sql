-- Several clips that play one after another. The clips are named and not referenced: a sequence of which a clip was deleted is
-- kept, and plays again if the deletion is undone.

CREATE TABLE sequence (
    id         uuid        PRIMARY KEY,
    title      text,
    -- In the order of playback. A clip may occur more than once.
    clip_ids   uuid[]      NOT NULL CHECK (cardinality(clip_ids) BETWEEN 1 AND 500),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX sequence_in_order ON sequence (created_at, id);
