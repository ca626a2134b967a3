//! The same calls as strace sees them, which knows nothing of ours.

use std::fs;
use std::process::Command;

use crate::common::{program, run};
use crate::operation::Prepare;
use crate::rig::Rig;

/// What strace writes before a call's arguments. Ours are called by what they do.
fn name_for_strace(name: &str) -> &str {
    match name {
        "rename" => "renameat",
        "unlink" => "unlinkat",
        name => name.split('(').next().unwrap(),
    }
}

/// Runs an operation under strace, and compares the calls from the first on that names the store's folder: which, in which
/// order, and what each gave back.
pub(crate) fn sees_the_same(name: &'static str, prepare: Prepare) {
    let rig = Rig::new(name, prepare);
    rig.back();
    let (place, step) = (rig.place(), &rig.operation.step);
    let (store, trace) = (place.store(), place.path("trace"));
    let mut command = Command::new("strace");
    let program = program();
    command.arg("-f").arg("-o").arg(&trace).arg(program.get_program()).arg("--store").arg(&store).args(&step.line);
    let ran = run(command.env("NO_COLOR", "1"), step.typed.as_bytes());
    assert_eq!((ran.status, &ran.out), (step.status, &rig.undisturbed.ran.out), "{ran:?}");
    let text = fs::read_to_string(&trace).unwrap();
    // Without the number of the process. A process that strace has one line for is one process with one thread.
    let lines = text.lines().map(|line| line.split_once(' ').unwrap().1.trim_start());
    let quoted = format!("\"{}\"", store.display());
    let seen: Vec<&str> = lines
        .filter(|line| !line.starts_with("+++") && !line.starts_with("execve("))
        .skip_while(|line| !line.contains(&quoted))
        .collect();
    let ours = &rig.undisturbed.calls;
    for (line, call) in seen.iter().zip(ours) {
        assert_eq!(line.split('(').next().unwrap(), name_for_strace(call.name), "{line} is not {call}");
        let result = line.rsplit(" = ").next().unwrap().split(' ').next().unwrap();
        match call.result {
            Some(result_of_ours) if result_of_ours < 0 => assert_eq!(result, "-1", "{line} is not {call}"),
            Some(result_of_ours) if !result.starts_with("0x") => {
                assert_eq!(result, result_of_ours.to_string(), "{line} is not {call}");
            }
            _ => {}
        }
    }
    assert_eq!(seen.len(), ours.len());
    println!("{name}: strace sees the same {} calls", seen.len());
}
