-- Uploads: files that clients send to the bucket in parts. The storage knows which parts it has. A row keeps what the storage
-- does not know.

CREATE TABLE upload (
    id                    uuid        PRIMARY KEY,
    file_name             text        NOT NULL,
    object_key            text        NOT NULL,
    size_bytes            bigint      NOT NULL CHECK (size_bytes > 0),
    -- Every part has this size, except the last one. It never changes, so an upload can be resumed.
    part_size_bytes       bigint      NOT NULL CHECK (part_size_bytes > 0),
    -- Of the whole file, in hexadecimal; null if the client did not state it.
    sha256                text,
    -- The id of the multipart upload; null until the storage has begun it.
    storage_id            text,
    -- When all parts were there and the storage was asked to put them together.
    completion_asked_at   timestamptz,
    -- The source that was registered. Not a reference: if the source is deleted, this row remains until its object is deleted.
    source_id             uuid,
    expires_at            timestamptz NOT NULL,
    created_at            timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX upload_by_expiry ON upload (expires_at) WHERE source_id IS NULL;
CREATE INDEX upload_by_source ON upload (source_id) WHERE source_id IS NOT NULL;

-- The object was uploaded here and is deleted with its source.
ALTER TABLE source ADD COLUMN uploaded boolean NOT NULL DEFAULT false;

-- In hexadecimal: the object must have this SHA-256, which was not verified yet. Such a source does not become ready.
ALTER TABLE source ADD COLUMN unverified_sha256 text;
ALTER TABLE source ADD CONSTRAINT source_verified CHECK (state <> 'READY' OR unverified_sha256 IS NULL);

-- The storage reported a change of the object while the source was being read. The reading looks at the object again when it has
-- ended.
ALTER TABLE source ADD COLUMN object_hint boolean NOT NULL DEFAULT false;
