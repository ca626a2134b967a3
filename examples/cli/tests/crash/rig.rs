//! A place where an operation is run again and again from the same beginning, and what is seen after each run.

use core::time::Duration;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::time::Instant;

use crate::call::Call;
use crate::common::{Place, Ran};
use crate::operation::{Operation, Prepare, Step};
use crate::tracer::{Fault, Traced, run};

/// What is in the store's folder: names and bytes in order; `None` if there is no folder.
type Files = Option<Vec<(String, Vec<u8>)>>;

#[derive(Debug)]
pub(crate) struct Rig {
    place: Place,
    pub(crate) operation: Operation,
    before: Files,
    pub(crate) undisturbed: Undisturbed,
}

/// The same operation with nothing in its way.
#[derive(Debug)]
pub(crate) struct Undisturbed {
    pub(crate) calls: Vec<Call>,
    /// The record at first, and after each call that changed it.
    pub(crate) records: Vec<Option<Vec<u8>>>,
    pub(crate) ran: Ran,
    /// The record after the same line was run once more.
    pub(crate) again: Option<Vec<u8>>,
}

/// What was seen of a run in which something was in its way.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) ran: Ran,
    pub(crate) record: Option<Vec<u8>>,
    /// Whether a file that is none of a person's was left.
    pub(crate) left: bool,
    /// The same line once more, and the record then.
    pub(crate) again: Ran,
    pub(crate) record_again: Option<Vec<u8>>,
    /// What is good afterwards, how long it took, and what files are there then.
    pub(crate) next: Ran,
    pub(crate) took: Duration,
    pub(crate) files: Vec<String>,
}

impl Rig {
    pub(crate) fn new(name: &str, prepare: Prepare) -> Self {
        let place = Place::new(name);
        let operation = prepare(&place);
        let before = files(&place);
        let nothing = Undisturbed { calls: Vec::new(), records: Vec::new(), ran: Ran::default(), again: None };
        let mut rig = Self { place, operation, before, undisturbed: nothing };
        let (one, other) = (rig.run(&[]), rig.run(&[]));
        assert_eq!(one.calls, other.calls, "the calls must be the same each time");
        assert_eq!(one.records, other.records, "the records must be the same each time");
        let Step { status, says, .. } = rig.operation.step;
        assert!(one.ran.status == status && one.ran.out.starts_with(says), "{:?}", one.ran);
        let (status, says) = rig.operation.again;
        let again = rig.step(&rig.operation.step);
        assert!(again.status == status && again.out.starts_with(says), "{again:?}");
        rig.undisturbed.again = rig.record();
        rig.back();
        rig.undisturbed.records = core::iter::once(rig.record()).chain(one.records).collect();
        (rig.undisturbed.calls, rig.undisturbed.ran) = (one.calls, one.ran);
        rig
    }

    /// Runs the operation from its beginning with something in its way.
    pub(crate) fn run(&self, faults: &[(usize, Fault)]) -> Traced {
        self.back();
        run(&self.place, &self.operation.step.line, &self.operation.step.typed, faults)
    }

    /// Looks at what is there after a run, and goes on from it.
    pub(crate) fn look(&self, ran: Ran) -> Seen {
        let record = self.record();
        let left = self.names().iter().any(|name| !name.ends_with(".mfa"));
        let again = self.step(&self.operation.step);
        let record_again = self.record();
        let begun = Instant::now();
        let next = self.step(&self.operation.next);
        let took = begun.elapsed();
        Seen { ran, record, left, again, record_again, next, took, files: self.names() }
    }

    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// Puts the store back to what was there before.
    pub(crate) fn back(&self) {
        let store = self.place.store();
        let _ = fs::remove_dir_all(&store);
        let Some(files) = &self.before else { return };
        self.place.opens_a_store();
        for (name, bytes) in files {
            let path = store.join(name);
            fs::write(&path, bytes).unwrap();
            fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        }
    }

    /// What was seen, in a line for whoever looks for the fault.
    pub(crate) fn told(&self, seen: &Seen) -> String {
        let which = |record| self.undisturbed.records.iter().position(|one| one == record);
        let Seen { ran, record, again, next, took, files, .. } = seen;
        let short = |ran: &Ran| format!("{} {:?} {:?}", ran.status, ran.out, ran.err);
        let (ran, again, next) = (short(ran), short(again), short(next));
        format!("{ran}, record {:?}; again {again}; next {next} in {took:?}; files {files:?}", which(record))
    }

    fn step(&self, step: &Step) -> Ran {
        let line: Vec<&str> = step.line.iter().map(String::as_str).collect();
        self.place.typing(&line, &step.typed)
    }

    fn record(&self) -> Option<Vec<u8>> {
        fs::read(self.place.store().join("alice.mfa")).ok()
    }

    fn names(&self) -> Vec<String> {
        files(&self.place).into_iter().flatten().map(|(name, _)| name).collect()
    }
}

impl Undisturbed {
    pub(crate) fn last_record(&self) -> &Option<Vec<u8>> {
        self.records.last().unwrap()
    }

    /// The record once so many calls were made.
    pub(crate) fn record_after(&self, calls: usize) -> &Option<Vec<u8>> {
        let changes = self.calls[..calls].iter().filter(|call| call.changes_the_record()).count();
        &self.records[changes]
    }
}

fn files(place: &Place) -> Files {
    let entries = fs::read_dir(place.store()).ok()?;
    let mut files: Vec<_> = entries
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    Some(files)
}
