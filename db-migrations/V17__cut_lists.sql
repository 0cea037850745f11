-- Cut lists: named sets of clips of one source. Clips of one list never overlap, and clips of different lists may.

CREATE TABLE cut_list (
    id          uuid        PRIMARY KEY,
    source_id   uuid        NOT NULL REFERENCES source ON DELETE CASCADE,
    name        text        NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    -- Counts changes of this row; the entity tag of the HTTP contract.
    row_version bigint      NOT NULL DEFAULT 0,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    -- The row of a deleted list is kept as long as its log, so that the deletion can be undone.
    deleted_at  timestamptz,
    -- The list 'main' has the id of its source. It always exists.
    CHECK (id <> source_id OR (name = 'main' AND deleted_at IS NULL)),
    UNIQUE (id, source_id)
);

CREATE UNIQUE INDEX cut_list_name ON cut_list (source_id, name) WHERE deleted_at IS NULL;
CREATE INDEX cut_list_in_order ON cut_list (source_id, created_at, id);
CREATE INDEX cut_list_deleted ON cut_list (deleted_at) WHERE deleted_at IS NOT NULL;

-- A trigger, because an earlier release that runs beside this one creates sources too.
CREATE FUNCTION create_main_cut_list() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cut_list (id, source_id, name, created_at, updated_at)
    VALUES (NEW.id, NEW.id, 'main', NEW.created_at, NEW.created_at);
    RETURN NULL;
END $$;

CREATE TRIGGER source_has_main_cut_list AFTER INSERT ON source
    FOR EACH ROW EXECUTE FUNCTION create_main_cut_list();

INSERT INTO cut_list (id, source_id, name, created_at, updated_at)
SELECT id, id, 'main', created_at, created_at FROM source;

-- Null is the list 'main'. So no row of a clip is written again, and an earlier release that does not know the column works on
-- 'main'. coalesce(cut_list_id, source_id) is the id of the list of a row.
ALTER TABLE clip
    ADD COLUMN cut_list_id uuid,
    ADD CONSTRAINT clip_cut_list FOREIGN KEY (cut_list_id, source_id) REFERENCES cut_list (id, source_id) ON DELETE CASCADE;

ALTER TABLE cut_operation ADD COLUMN cut_list_id uuid;

-- These two indexes of all live clips are built again while the table is locked. An earlier release finds the clips of a source
-- by the first column.
ALTER TABLE clip DROP CONSTRAINT clip_overlap;
ALTER TABLE clip ADD CONSTRAINT clip_overlap EXCLUDE USING gist (
        source_id WITH =, (coalesce(cut_list_id, source_id)) WITH =, int8range(start_us, end_us, '[)') WITH &&)
    WHERE (deleted_at IS NULL) DEFERRABLE INITIALLY DEFERRED;

DROP INDEX clip_in_order;
CREATE INDEX clip_in_order ON clip (source_id, (coalesce(cut_list_id, source_id)), start_us, id) WHERE deleted_at IS NULL;

-- For the foreign keys. The other indexes have only live clips or only deleted ones, so the deletion of a source read the
-- whole table. No existing clip is in the second index.
CREATE INDEX clip_by_source ON clip (source_id);
CREATE INDEX clip_by_cut_list ON clip (cut_list_id) WHERE cut_list_id IS NOT NULL;

DROP INDEX cut_operation_to_undo;
CREATE INDEX cut_operation_to_undo ON cut_operation (source_id, (coalesce(cut_list_id, source_id)), number)
    WHERE undone_at IS NULL;
CREATE INDEX cut_operation_in_order ON cut_operation (source_id, (coalesce(cut_list_id, source_id)), number);

ALTER TABLE cut_operation DROP CONSTRAINT cut_operation_kind_check;
ALTER TABLE cut_operation ADD CONSTRAINT cut_operation_kind_check CHECK (kind IN
    ('CREATE', 'CHANGE', 'DELETE', 'PARTITION', 'SPLIT', 'MERGE', 'MOVE_END', 'DELETE_LIST'));

CREATE OR REPLACE FUNCTION announce_operation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    operation cut_operation;
BEGIN
    SELECT * INTO operation FROM cut_operation WHERE id = NEW.id;
    IF FOUND THEN
        PERFORM announce('clips-changed', operation.source_id, jsonb_build_object(
            'cutListId', coalesce(operation.cut_list_id, operation.source_id),
            'operationId', operation.id,
            'kind', replace(lower(operation.kind), '_', '-'),
            'undone', operation.undone_at IS NOT NULL,
            'clipCount', cardinality(operation.clip_ids),
            'clipIds', to_jsonb(operation.clip_ids[1:100])));
    END IF;
    RETURN NULL;
END $$;

-- Clients resume after events of an earlier release too.
UPDATE change_event SET data = data || jsonb_build_object('cutListId', source_id)
    WHERE type = 'clips-changed' AND source_id IS NOT NULL;

CREATE FUNCTION announce_cut_list() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM announce('cut-list-changed', NEW.source_id, jsonb_build_object(
        'cutListId', NEW.id,
        'name', NEW.name,
        'deleted', NEW.deleted_at IS NOT NULL));
    RETURN NULL;
END $$;

-- The list 'main' is created with its source and never changes.
CREATE CONSTRAINT TRIGGER cut_list_announced AFTER INSERT OR UPDATE ON cut_list
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.id <> NEW.source_id) EXECUTE FUNCTION announce_cut_list();
