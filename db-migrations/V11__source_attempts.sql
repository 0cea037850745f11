-- How often the reading of a source was begun without coming to an end: counted when it begins, so that an instance that dies
-- meanwhile counts too.

ALTER TABLE source ADD COLUMN attempts int NOT NULL DEFAULT 0;
