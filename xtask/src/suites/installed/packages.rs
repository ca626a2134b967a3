//! The Debian packages: installed on a Debian where nothing was ever installed, used there, and removed without a trace.

use std::collections::BTreeSet;
use std::process::Command;
use std::time::Instant;

use super::consumers::Trial;
use super::{pam_package, same};
use crate::console::seconds;
use crate::failure::Result;
use crate::job::Job;
use crate::metadata::Metadata;
use crate::package;
use crate::root::Root;

const NAMES: [&str; 4] = ["libmfa-dev", "libmfa-tools", "libmfa0", "libpam-libmfa"];

/// What Debian's own tools write down about packages, whichever they are.
const RECORDS: [&str; 5] = ["var/lib/dpkg", "var/log", "var/cache/ldconfig", "etc/ld.so.cache", "var/cache/man"];

/// Builds the example as it is in libmfa-dev, against what is in the packages and nothing else.
const BUILD: &str = "
for package in /build/package/libmfa0_*.deb /build/package/libmfa-dev_*.deb; do
    dpkg-deb --extract $package /build/unpacked
done
cp -r /build/unpacked/usr/share/doc/libmfa-dev/examples/c /build/from-debian
cd /build/from-debian
export PKG_CONFIG_SYSROOT_DIR=/build/unpacked
export PKG_CONFIG_LIBDIR=/build/unpacked/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)/pkgconfig
make CFLAGS='-O2 -Wall -Wextra -Werror'
";

const BASH: &str = "bash -c '. /usr/share/bash-completion/completions/mfa; complete -p mfa' | grep -c _mfa";

pub(super) fn run(job: &mut Job<'_>, root: &Root) -> Result<()> {
    let begun = Instant::now();
    let packages = package::debian_packages(job, root)?;
    job.note(&format!("building the packages: {}", seconds(begun.elapsed())));
    let version = Metadata::read(job.place)?.version("mfa-ffi")?;
    let found: Vec<_> = packages.iter().filter_map(|path| path.file_name()?.to_str()?.split_once('_')).collect();
    let expected = found.iter().map(|(name, rest)| (*name, rest.starts_with(&format!("{version}-"))));
    let right = expected.eq(NAMES.map(|name| (name, true)));
    job.test("there are four packages, of our version", right.then_some(()).ok_or_else(|| format!("{found:?}")))?;

    job.runner.must(&mut root.command(&["rm", "-rf", "/build/unpacked", "/build/from-debian"]))?;
    job.check("the example in libmfa-dev builds with libmfa-dev", &mut root.shell(&[], BUILD))?;
    pam_package::built(job, root)?;
    let clean = root.clean_copy(job)?;
    pam_package::remember(job, &clean)?;
    let before = files(job, &clean)?;
    job.check("they install", &mut clean.shell(&[], "dpkg --install /build/package/*.deb"))?;
    program(job, &clean, &version)?;
    pam_package::run(job, &clean)?;
    let (environment, folder) = (&["-C", "/build/from-debian"], "/build/from-debian");
    let (name, program) = ("C on Debian", "./second-factor");
    Trial { job, root: &clean, codes: root, name, environment, program, folder }.run()?;
    job.check("they are purged", &mut clean.shell(&[], &format!("dpkg --purge {}", NAMES.join(" "))))?;
    let after = files(job, &clean)?;
    let left: Vec<&str> = after.difference(&before).map(String::as_str).collect();
    job.test("they leave nothing behind", same(&left.join("\n"), ""))
}

/// The program and what comes with it.
fn program(job: &mut Job<'_>, clean: &Root, version: &str) -> Result<()> {
    for (what, line, expected) in [
        ("mfa tells its version", "mfa --version", &*format!("mfa {version}")),
        // RFC 6238, appendix B.
        ("mfa computes a code", "echo GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ | mfa code --at 59 --digits 8 -", "94287082"),
        ("mfa has a manual", "zcat /usr/share/man/man1/mfa.1.gz | grep -c '^.SH NAME'", "1"),
        ("each command has its page", "ls /usr/share/man/man1 | grep -c '^mfa-verify.1.gz$'", "1"),
        ("bash completes mfa", BASH, "1"),
        (
            "zsh and fish do",
            "cd /usr/share && ls zsh/vendor-completions/_mfa fish/vendor_completions.d/mfa.fish | wc -l",
            "2",
        ),
    ] {
        let outcome = job.runner.run(&mut clean.shell(&[], line))?;
        job.test(what, same(outcome.output.trim(), expected))?;
    }
    Ok(())
}

/// Every path in a root but for Debian's own records.
fn files(job: &mut Job<'_>, root: &Root) -> Result<BTreeSet<String>> {
    let mut find = Command::new("find");
    find.arg(root.folder()).args(["-xdev", "-printf", "%P\\n"]);
    let all = job.runner.must(&mut find)?.output;
    let kept = |path: &&str| !RECORDS.iter().any(|record| path.starts_with(record));
    Ok(all.lines().filter(kept).map(str::to_owned).collect())
}
