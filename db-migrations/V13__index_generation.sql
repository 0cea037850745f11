-- Which generation of the index reader has read a source. A later generation may see other frames, keyframes or times in the
-- same object, so the generation is a part of the versions of clips. 1 is every reader before that of directory format 2.

ALTER TABLE source ADD COLUMN index_generation int NOT NULL DEFAULT 1;

CREATE INDEX source_by_index_generation ON source (index_generation, created_at, id) WHERE state = 'READY';

-- An earlier release that runs beside this one does not know the column. While it reads a source, the generation is 1.
CREATE FUNCTION reset_index_generation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.index_generation := 1;
    RETURN NEW;
END $$;

CREATE TRIGGER source_read_again BEFORE UPDATE OF state ON source
    FOR EACH ROW WHEN (NEW.state = 'INDEXING') EXECUTE FUNCTION reset_index_generation();

-- From the key. An earlier release writes keys without a generation: its directories of format 2 are of generation 2.
ALTER TABLE source_index ADD COLUMN generation int NOT NULL
    GENERATED ALWAYS AS (coalesce(
        substring(pages_key FROM '^(?:index/[^/]+|sources/[^/]+/index)/g([0-9]{1,9})-')::int,
        CASE WHEN get_byte(directory, 0) < 2 THEN 1 ELSE 2 END)) STORED;

-- Sources that the last release before this one has read are of generation 2 and are not read again. No event is written
-- for this, because nothing changes for a client.
ALTER TABLE source DISABLE TRIGGER USER;
UPDATE source SET index_generation = 2
WHERE EXISTS (SELECT FROM source_index i WHERE i.source_id = source.id AND i.generation = 2)
   OR EXISTS (SELECT FROM source_frames f WHERE f.source_id = source.id);
ALTER TABLE source ENABLE TRIGGER USER;

-- When an earlier release has read a source, the source is of the generation of what was stored.
CREATE FUNCTION find_index_generation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.sliceable THEN
        SELECT generation INTO NEW.index_generation FROM source_index
        WHERE source_id = NEW.id AND revision = NEW.revision;
    ELSE
        SELECT 2 INTO NEW.index_generation FROM source_frames WHERE source_id = NEW.id AND revision = NEW.revision;
    END IF;
    NEW.index_generation := coalesce(NEW.index_generation, 1);
    RETURN NEW;
END $$;

CREATE TRIGGER source_was_read BEFORE UPDATE OF state ON source
    FOR EACH ROW WHEN (NEW.state = 'READY' AND OLD.state <> 'READY' AND NEW.index_generation = 1)
    EXECUTE FUNCTION find_index_generation();

-- Readings of ready sources that have an index of an earlier generation. Such a reading does not change the row of its source
-- before it succeeds, because every change of that row is announced.
CREATE TABLE index_refresh (
    source_id  uuid        PRIMARY KEY REFERENCES source ON DELETE CASCADE,
    -- The generation it is read for.
    generation int         NOT NULL,
    -- Counted when a reading begins, so that an instance that dies meanwhile counts too.
    attempts   int         NOT NULL,
    -- The code of the last failure.
    problem    text,
    not_before timestamptz NOT NULL
);

-- Index pages that were replaced. Other instances may read them until they have received the change, so they are deleted
-- later.
CREATE TABLE replaced_index (
    folder      text        PRIMARY KEY,
    replaced_at timestamptz NOT NULL DEFAULT now()
);
