//! The PAM module's package: it changes no stack until its profile is turned on, leaves none that nobody could get in by,
//! and keeps people's records when it is purged.

use super::same;
use crate::failure::Result;
use crate::job::Job;
use crate::root::Root;

/// Nobody is there to be asked.
const ENVIRONMENT: &[&str] = &["DEBIAN_FRONTEND=noninteractive"];

/// The stacks before anything was installed.
const BEFORE: &str = "cp -r /etc/pam.d /build/pam.d";

/// A line for a shell, and what it prints.
type Step = (&'static str, &'static str, &'static str);

const INSTALLED: [Step; 8] = [
    ("it changes no stack", "diff -r /build/pam.d /etc/pam.d", ""),
    ("it is where PAM looks", "stat -c '%a %U' /usr/lib/*/security/pam_libmfa.so", "644 root"),
    ("nobody but root sees the store", "stat -c '%a %U:%G' /var/lib/libmfa", "700 root:root"),
    ("it has a manual", "zcat /usr/share/man/man8/pam_libmfa.8.gz | grep -c '^.SH NAME'", "1"),
    ("its samples are there", "ls /usr/share/doc/libpam-libmfa/examples/pam.d | xargs", "login sshd su sudo"),
    (
        "its policy can be used",
        "mfa policy check /usr/share/doc/libpam-libmfa/examples/policy.toml | grep -c ACME",
        "1",
    ),
    ("its profile is known, and off", "pam-auth-update --package; diff -r /build/pam.d /etc/pam.d", ""),
    // The password's modules end the stack if they fail, and permit is what a module that ignores leaves it with.
    ("turned on, it stands behind the password", TURN_ON, "pam_unix.so pam_deny.so pam_permit.so pam_libmfa.so"),
];

const TURN_ON: &str = "pam-auth-update --enable libmfa; grep -o '^auth.*pam_[a-z]*\\.so' /etc/pam.d/common-auth |
    grep -o 'pam_.*' | xargs";

const TURN_OFF: &str = "pam-auth-update --disable libmfa; diff -r /build/pam.d /etc/pam.d";

const NAMED_IN_SU: &str = "echo 'auth required pam_libmfa.so' >> /etc/pam.d/su
    if dpkg --remove libpam-libmfa > /build/said 2>&1; then echo removed; fi
    grep -o '/etc/pam.d/su names pam_libmfa.so' /build/said
    ls /usr/lib/*/security/pam_libmfa.so | wc -l
    sed -i '$d' /etc/pam.d/su";

const PURGED: &str = "pam-auth-update --enable libmfa
    dpkg --purge libpam-libmfa > /build/said 2>&1
    grep -o 'are left in /var/lib/libmfa' /build/said
    ls /var/lib/libmfa
    diff -r /build/pam.d /etc/pam.d";

const REMOVED: [Step; 3] = [
    ("turned off, it leaves the stack as it was", TURN_OFF, ""),
    ("it stays where a stack names it", NAMED_IN_SU, "/etc/pam.d/su names pam_libmfa.so\n1"),
    ("purged while it was on, it leaves records and no line", PURGED, "are left in /var/lib/libmfa\nalice.mfa"),
];

/// What the hardening flags of Debian do to the module, and that all it calls is there.
const HARDENED: &str = "
module=$(ls /build/unpacked/usr/lib/*/security/pam_libmfa.so)
readelf --dynamic $module | grep -q BIND_NOW
readelf --program-headers --wide $module | grep -q GNU_RELRO
nm -D $module | grep -q __stack_chk_fail
nm -D $module | grep -q '_chk@GLIBC'
test \"$(nm -D --defined-only $module | awk '{print $3}' | xargs)\" = 'pam_sm_authenticate pam_sm_setcred'
";

/// What a man page must not make `man` say; `man-db` comes with what builds packages.
const MANUAL: &str = "MANWIDTH=80 man --warnings=w --local-file examples/pam/pam_libmfa.8 2>&1 >/dev/null";

/// In the workshop, where the packages were built.
pub(super) fn built(job: &mut Job<'_>, root: &Root) -> Result<()> {
    let unpack = "dpkg-deb --extract /build/package/libpam-libmfa_*.deb /build/unpacked";
    job.runner.must(&mut root.shell(&[], unpack))?;
    job.check("pam_libmfa.so is hardened, and exports what PAM calls", &mut root.shell(&[], HARDENED))?;
    steps(job, root, &[("man has nothing against its manual", MANUAL, "")])
}

/// Before anything is installed on the clean copy.
pub(super) fn remember(job: &mut Job<'_>, clean: &Root) -> Result<()> {
    job.runner.must(&mut clean.shell(&[], &format!("rm -rf /build/pam.d; {BEFORE}")))?;
    Ok(())
}

/// On the clean copy, installed with the others; it is purged behind this, and all it made is gone.
pub(super) fn run(job: &mut Job<'_>, clean: &Root) -> Result<()> {
    steps(job, clean, &INSTALLED)?;
    job.runner.must(&mut clean.shell(&[], "echo JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP | mfa add alice -"))?;
    steps(job, clean, &REMOVED)?;
    job.runner.must(&mut clean.shell(&[], "rm -r /var/lib/libmfa"))?;
    Ok(())
}

fn steps(job: &mut Job<'_>, root: &Root, steps: &[Step]) -> Result<()> {
    for (what, line, expected) in steps {
        let outcome = job.runner.run(&mut root.shell(ENVIRONMENT, line))?;
        job.test(&format!("libpam-libmfa: {what}"), same(outcome.output.trim(), expected))?;
    }
    Ok(())
}
