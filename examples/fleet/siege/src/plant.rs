//! Databases with a fault, for what looks for such faults to find first. The servers are those that are besieged, and are told
//! of nothing: behind the table's name there is a view, or a trigger on the table.
//!
//! A view's rows are looked for before its trigger waits for a lock, and the trigger then writes without looking again: so a
//! compare-and-set compares with what was there before it waited.

/// The view that takes the place of the table, up to what its trigger does.
macro_rules! view {
    ($body:literal) => {
        concat!(
            "ALTER TABLE record RENAME TO kept; CREATE VIEW record AS SELECT * FROM kept;\n",
            "CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN\n",
            $body,
            "RETURN NEW; END $$;\n",
            "CREATE TRIGGER planted INSTEAD OF UPDATE ON record FOR EACH ROW EXECUTE FUNCTION planted();"
        )
    };
}

/// Replaces whatever is there.
pub(crate) const NO_COMPARING: &str = view!(
    "UPDATE kept SET version = NEW.version, key_id = NEW.key_id, sealed = NEW.sealed, changed = NEW.changed
     WHERE person = OLD.person;\n"
);

/// Says that it has stored, and one time in ten has not.
pub(crate) const FORGETS: &str = view!(
    "IF random() > 0.1 THEN
     UPDATE kept SET version = NEW.version, key_id = NEW.key_id, sealed = NEW.sealed, changed = NEW.changed
     WHERE person = OLD.person AND version = OLD.version;
     IF NOT FOUND THEN RETURN NULL; END IF; END IF;\n"
);

/// Says that it has committed before that is on the disk, whatever a session asks for. What was not written yet is lost with
/// the processes.
pub(crate) const DOES_NOT_WAIT: &str = "CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     PERFORM set_config('synchronous_commit', 'off', true); RETURN NEW; END $$;
     CREATE TRIGGER planted BEFORE UPDATE ON record FOR EACH ROW EXECUTE FUNCTION planted();";
