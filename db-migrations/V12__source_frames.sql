-- When each frame of a source is shown that has no index, as FFmpeg lists it: a directory, and pages that are read one
-- at a time.

CREATE TABLE source_frames (
    source_id uuid  PRIMARY KEY REFERENCES source ON DELETE CASCADE,
    -- The object that was listed: times of another revision are of no use.
    revision  text  NOT NULL,
    directory bytea NOT NULL,
    pages     bytea NOT NULL
);

-- The pages are compressed already, and a part of the column is read without the rest.
ALTER TABLE source_frames ALTER COLUMN pages SET STORAGE EXTERNAL;
