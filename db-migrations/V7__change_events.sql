-- What changed, for other instances and for applications that follow it. Written and announced by the database when a
-- change is committed, whoever makes it.

CREATE TABLE change_event (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    type       text        NOT NULL,
    source_id  uuid,
    data       jsonb       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX change_event_by_age ON change_event (created_at);

-- To be the last thing a transaction does: it holds off every other one that has something to announce, so that ids are in
-- the order of commits, and who has seen one has missed none below it. (Postgres lets commits that notify pass one by one
-- anyway.)
CREATE FUNCTION announce(event_type text, event_source uuid, event_data jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(4920167310283561);
    INSERT INTO change_event (type, source_id, data) VALUES (event_type, event_source, event_data);
    PERFORM pg_notify('cliprange_event', '');
END $$;

CREATE FUNCTION announce_source() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM announce('source-deleted', OLD.id, '{}');
    ELSE
        PERFORM announce('source-changed', NEW.id, jsonb_build_object('state', lower(NEW.state)));
    END IF;
    RETURN NULL;
END $$;

-- Deferred: at the end of the transaction, when it waits for nothing else any more.
CREATE CONSTRAINT TRIGGER source_announced AFTER INSERT OR UPDATE OR DELETE ON source
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION announce_source();

-- At the end the row has its changes; of many clips the first are named.
CREATE FUNCTION announce_operation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    operation cut_operation;
BEGIN
    SELECT * INTO operation FROM cut_operation WHERE id = NEW.id;
    IF FOUND THEN
        PERFORM announce('clips-changed', operation.source_id, jsonb_build_object(
            'operationId', operation.id,
            'kind', replace(lower(operation.kind), '_', '-'),
            'undone', operation.undone_at IS NOT NULL,
            'clipCount', cardinality(operation.clip_ids),
            'clipIds', to_jsonb(operation.clip_ids[1:100])));
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER operation_announced AFTER INSERT OR UPDATE OF undone_at ON cut_operation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION announce_operation();
