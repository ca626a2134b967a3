//! `mfa pam` writes nothing before a code was accepted, writes all or nothing, and takes out exactly what it put in.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests may be blunt")]

mod common;

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::PathBuf;

use common::seat::Seat;
use common::{CODES, KEY_HEX, Place, Ran, WRONG, program};
use serde_json::json;

/// Time step 1, whose code is `CODES[1]`.
const NOW: &str = "59";

/// The stacks of Debian 13, without their comments.
const SSHD: &str = "@include common-auth\naccount    required     pam_nologin.so\n@include common-account\n\
    session    required     pam_loginuid.so\n@include common-session\n@include common-password\n";
const SUDO: &str = "#%PAM-1.0\n\nsession    required   pam_limits.so\n\n@include common-auth\n@include common-account\n\
    @include common-session-noninteractive\n";
const LOGIN: &str = "auth       optional   pam_faildelay.so  delay=3000000\nauth       requisite  pam_nologin.so\n\
    @include common-auth\nauth       optional   pam_group.so\n@include common-account\n";
const SU: &str = "auth       sufficient pam_rootok.so\n@include common-auth\n@include common-account\n";
const SU_L: &str = "auth\t\tinclude\t\tsu\naccount\t\tinclude\t\tsu\n";
const COMMON_AUTH: &str = "auth\t[success=1 default=ignore]\tpam_unix.so nullok\nauth\trequisite\t\t\tpam_deny.so\n\
    auth\trequired\t\t\tpam_permit.so\n";

/// The stacks of Fedora.
const FEDORA_SSHD: &str = "#%PAM-1.0\nauth       substack     password-auth\nauth       include      postlogin\n\
    account    required     pam_sepermit.so\n";
const FEDORA_SUDO: &str = "#%PAM-1.0\nauth       include      system-auth\naccount    include      system-auth\n";
const FEDORA_AUTH: &str = "auth        required      pam_env.so\nauth        sufficient    pam_unix.so nullok\n\
    auth        required      pam_deny.so\n";

/// A system laid out in a folder, with alice in its store, the module installed, and nobody asked for a code.
struct Image {
    place: Place,
}

impl Image {
    fn new(name: &str) -> Self {
        let image = Self { place: Place::new(name) };
        for (service, text) in [
            ("sshd", SSHD),
            ("sudo", SUDO),
            ("login", LOGIN),
            ("su", SU),
            ("su-l", SU_L),
            ("common-auth", COMMON_AUTH),
            ("passwd", "@include common-password\n"),
        ] {
            image.service(service, text);
        }
        image.write("usr/lib/x86_64-linux-gnu/security/pam_libmfa.so", "");
        image.write("etc/libmfa/policy.toml", "");
        image.write("etc/group", "root:x:0:\nmfa-emergency:x:990:root\n");
        fs::create_dir_all(image.path("var/lib")).unwrap();
        image.with_alice_anew();
        image
    }

    /// Alice's phone, of whose codes none is used up.
    fn with_alice_anew(&self) {
        let _ = fs::remove_file(self.path("var/lib/libmfa/alice.mfa"));
        let key = self.place.file("key", KEY_HEX);
        self.on_store(&["add", "alice", "--name", "phone", "--hex", &key], "").ends(0);
    }

    fn path(&self, path: &str) -> PathBuf {
        self.place.path("image").join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn service(&self, service: &str, text: &str) {
        self.write(&format!("etc/pam.d/{service}"), text);
    }

    fn text(&self, service: &str) -> String {
        fs::read_to_string(self.path("etc/pam.d").join(service)).unwrap()
    }

    /// All files of the folder, and what is in them.
    fn all(&self) -> BTreeMap<String, Vec<u8>> {
        let files = fs::read_dir(self.path("etc/pam.d")).unwrap().map(|file| file.unwrap());
        files.map(|file| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap_or_default())).collect()
    }

    fn on_store(&self, line: &[&str], typed: &str) -> Ran {
        let store = self.path("var/lib/libmfa");
        common::mfa_typing(&[&["--store", store.to_str().unwrap()], line].concat(), typed.as_bytes())
    }

    fn pam(&self, line: &[&str], typed: &str) -> Ran {
        let root = self.place.path("image");
        let line = [&["pam"], line, &["--root", root.to_str().unwrap()]].concat();
        common::mfa_typing(&line, typed.as_bytes())
    }

    fn enable(&self, line: &[&str], typed: &str) -> Ran {
        self.pam(&[&["enable"], line, &["--administrator", "alice", "--at", NOW]].concat(), typed)
    }

    /// It is refused with that sentence, changes nothing, and uses up no code.
    #[track_caller]
    fn refuses(&self, line: &[&str], says: &str) {
        let before = self.all();
        self.enable(line, CODES[1]).ends(2).prints("").says(says).says("Nothing was changed");
        assert_eq!(self.all(), before);
        let status = self.on_store(&["status", "alice", "--json", "--at", NOW], "").json();
        assert_eq!((&status["failures"], &status["revision"]), (&json!(0), &json!(1)), "{status}");
    }
}

#[test]
fn nothing_is_written_before_a_code_of_the_administrator_was_accepted() {
    let image = Image::new("pam-code");
    let before = image.all();
    image.enable(&["sshd"], WRONG).ends(1).prints("refused\n5 attempts left\n").says("nothing was changed");
    image.enable(&["sshd"], "no code").ends(2).says("nothing was counted");
    image.enable(&["sshd"], "").ends(2);
    image.pam(&["enable", "sshd", "--administrator", "bob", "--at", NOW], CODES[1]).ends(5).says("there is no bob");
    image.pam(&["enable", "sshd"], CODES[1]).ends(2).says("--administrator");
    assert_eq!(image.all(), before);
    image.enable(&["sshd"], CODES[1]).ends(0);
    let enabled = image.all();
    assert_ne!(enabled, before);
    image.enable(&["sudo"], CODES[1]).ends(1);
    assert_eq!(image.all(), enabled, "a code that is used up");
    (0..7).for_each(|_| drop(image.on_store(&["verify", "alice", "--at", NOW], WRONG)));
    image.enable(&["sudo"], CODES[2]).ends(3);
    assert_eq!(image.all(), enabled, "locked");
    fs::remove_file(image.path("var/lib/libmfa/alice.mfa")).unwrap();
    image.enable(&["sudo"], CODES[2]).ends(5);
    assert_eq!(image.all(), enabled, "nobody is enrolled");
}

#[test]
fn a_code_that_is_accepted_is_used_up_and_the_answer_says_how_it_is_undone() {
    let image = Image::new("pam-accepted");
    image.on_store(&["verify", "alice", "--at", NOW], WRONG).ends(1);
    image.enable(&["sudo", "sshd", "sudo"], CODES[1]).ends(0).quietly().prints(
        "accepted\n1 failed attempt since the last login\n\
         sshd: pam_libmfa.so is asked behind the password\nsudo: pam_libmfa.so is asked behind the password\n\
         keep this session open until a login by another has worked; `mfa pam disable sshd sudo` undoes it\n\
         `mfa doctor` tells what still lets in without a code, or lets nobody in\n",
    );
    image.on_store(&["verify", "alice", "--at", NOW], CODES[1]).ends(1);
}

#[test]
fn the_block_stands_behind_the_password_and_asks_as_the_service_needs_it() {
    let image = Image::new("pam-block");
    image.service("login-manager", "auth include common-auth\nauth optional pam_kwallet.so\n");
    image.enable(&["sshd", "sudo", "login", "su", "login-manager"], CODES[1]).ends(0);
    let block = |service: &str, rules: &str| {
        format!("# libmfa: begin (mfa pam disable {service} takes this block out again)\n{rules}\n# libmfa: end\n")
    };
    let ours = "auth required pam_libmfa.so";
    let elevate = "auth required pam_libmfa.so occasion=elevate";
    let console = "auth [success=1 default=ignore] pam_succeed_if.so quiet uid = 0\nauth required pam_libmfa.so";
    let behind = |text: &str, line: &str, block: &str| text.replacen(line, &format!("{line}{block}"), 1);
    let include = "@include common-auth\n";
    assert_eq!(image.text("sshd"), behind(SSHD, include, &block("sshd", ours)));
    assert_eq!(image.text("sudo"), behind(SUDO, include, &block("sudo", elevate)));
    assert_eq!(image.text("su"), behind(SU, include, &block("su", elevate)));
    assert_eq!(image.text("login"), behind(LOGIN, include, &block("login", console)));
    let manager = format!("auth include common-auth\n{}auth optional pam_kwallet.so\n", block("login-manager", ours));
    assert_eq!(image.text("login-manager"), manager);
}

#[test]
fn what_was_enabled_is_taken_out_byte_for_byte_with_owner_and_mode_as_they_were() {
    let image = Image::new("pam-undo");
    image.service("no-end", "@include common-auth");
    image.service("continued", "auth \\\n  include \\\n  common-auth # \\\nsession optional pam_mail.so\n");
    fs::write(image.path("etc/pam.d/latin"), b"# Gr\xfc\xdfe\r\n@include common-auth\n\n\n").unwrap();
    fs::set_permissions(image.path("etc/pam.d/sudo"), Permissions::from_mode(0o640)).unwrap();
    let before = image.all();
    let about = |service: &str| {
        let about = fs::metadata(image.path("etc/pam.d").join(service)).unwrap();
        (about.mode(), about.uid(), about.gid())
    };
    let services = ["sshd", "sudo", "login", "su", "no-end", "continued", "latin"];
    let abouts = services.map(about);
    image.enable(&services, CODES[1]).ends(0);
    assert_eq!(services.map(about), abouts);
    assert_eq!(image.all().keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    assert!(services.iter().all(|service| image.all()[*service] != before[*service]));
    let continued = image.text("continued");
    assert!(continued.contains("common-auth # \\\n# libmfa: begin"), "{continued}");
    image.pam(&[&["disable"], &services[..]].concat(), "").ends(0).quietly();
    assert_eq!(image.all(), before);
    assert_eq!(services.map(about), abouts);
}

#[test]
fn disabling_needs_no_code_no_store_and_no_policy_and_takes_out_an_edited_block() {
    let image = Image::new("pam-broken");
    let before = image.all();
    image.enable(&["sshd", "sudo"], CODES[1]).ends(0);
    fs::remove_dir_all(image.path("var")).unwrap();
    fs::remove_dir_all(image.path("usr")).unwrap();
    image.write("etc/libmfa/policy.toml", "this is no policy");
    let edited =
        image.text("sshd").replace("auth required pam_libmfa.so", "# what is this?\nauth optional pam_libmfa.so x=y");
    image.service("sshd", &edited);
    let answer = image.pam(&["disable", "sshd", "sudo", "login", "--json"], "").ends(0).quietly().json();
    assert_eq!(answer, json!({ "disabled": ["sshd", "sudo"], "untouched": ["login"] }));
    assert_eq!(image.all(), before);
    image.pam(&["disable", "sshd"], "").ends(0).prints("sshd: pam_libmfa.so was not asked\n");
}

#[test]
fn what_somebody_else_put_there_is_not_taken_out() {
    let image = Image::new("pam-hand");
    image.enable(&["sudo"], CODES[1]).ends(0);
    image.service("sshd", "@include common-auth\nauth required pam_libmfa.so\n");
    image.service("login", "# libmfa: begin\nauth required pam_libmfa.so\n");
    let before = image.all();
    image.pam(&["disable", "sudo", "sshd"], "").ends(2).prints("").says("sshd asks pam_libmfa.so in a line that");
    image.pam(&["disable", "sudo", "login"], "").ends(2).says("has lost the line that ends our block");
    image.pam(&["disable", "sudo", "telnet"], "").ends(2).says("there is no ").says("etc/pam.d/telnet");
    assert_eq!(image.all(), before);
}

#[test]
fn all_services_are_looked_at_before_the_first_is_written() {
    let image = Image::new("pam-several");
    image.refuses(&["sshd", "sudo", "telnet"], "there is no ");
    image.refuses(&["sshd", "passwd"], "passwd has no line that includes common-auth");
    image.refuses(&["su", "su-l"], "su-l takes its lines from su; name su in its place");
}

#[test]
fn a_service_that_asks_already_is_refused() {
    let image = Image::new("pam-already");
    image.service("doas", "@include common-auth\nauth required /usr/lib/security/pam_libmfa.so\n");
    image.refuses(&["sshd", "doas"], "doas asks pam_libmfa.so already, in line 2");
    image.service("common-auth", &format!("{COMMON_AUTH}auth required pam_libmfa.so\n"));
    image.refuses(&["sshd"], "sshd asks pam_libmfa.so already, by way of common-auth");
    image.service("common-auth", COMMON_AUTH);
    image.enable(&["sshd"], CODES[1]).ends(0);
    let before = image.all();
    image.enable(&["sshd"], CODES[2]).ends(2).says("has our block already; `mfa pam disable sshd` takes it out");
    assert_eq!(image.all(), before);
}

#[test]
fn a_file_that_many_services_share_is_never_written() {
    let image = Image::new("pam-shared");
    for shared in ["common-auth", "system-auth", "password-auth", "other"] {
        image.service(shared, "@include common-auth\n");
        image.refuses(&[shared], "stands for many services, also for those that do not run as root");
    }
    image.service("swaylock", "auth include common-auth\n");
    image.refuses(&["swaylock"], "who cannot read the store");
}

#[test]
fn links_files_of_packages_and_names_with_folders_are_refused() {
    let image = Image::new("pam-link");
    symlink(image.path("etc/pam.d/sshd"), image.path("etc/pam.d/ssh-link")).unwrap();
    image.refuses(&["ssh-link"], "is a link, and links are not followed");
    image.pam(&["disable", "ssh-link"], "").ends(2).says("is a link, and links are not followed");
    image.write("usr/lib/pam.d/polkit-1", "@include common-auth\n");
    image.refuses(&["polkit-1"], "is its package's; copy that there first");
    fs::create_dir(image.path("etc/pam.d/folder")).unwrap();
    image.refuses(&["folder"], "it is not a regular file");
    for name in ["../pam.d/sshd", "/etc/pam.d/sshd", ".sshd", "", "ssh d", "ssh\u{202e}d"] {
        image.pam(&["enable", name, "--administrator", "alice"], "").ends(2).says("a service is called as its file");
    }
}

#[test]
fn a_password_that_ends_the_stack_is_refused_for_nothing_behind_it_is_asked() {
    let image = Image::new("pam-fedora");
    image.service("system-auth", FEDORA_AUTH);
    image.service("password-auth", FEDORA_AUTH);
    image.service("sudo", FEDORA_SUDO);
    image.service("sshd", FEDORA_SSHD);
    image.refuses(&["sudo"], "sudo, line 2: in system-auth pam_unix.so lets in at once");
    let ran = image.enable(&["sshd"], CODES[1]).ends(0);
    assert!(ran.err.starts_with("warning: ") && ran.err.contains("whoever gave a wrong password is asked"), "{ran:?}");
    let (before, after) = FEDORA_SSHD.split_at(FEDORA_SSHD.find("auth       include").unwrap());
    let text = image.text("sshd");
    assert!(
        text.starts_with(&format!("{before}# libmfa: begin")) && text.ends_with(&format!("# libmfa: end\n{after}"))
    );
    // A skip that reaches over the end of the included file is no better.
    let auth = |skip: u8| {
        let deny = "auth requisite pam_deny.so\nauth required pam_permit.so\n";
        image.service("system-auth", &format!("auth [success={skip} default=ignore] pam_unix.so\n{deny}"));
    };
    for skip in [1, 2] {
        auth(skip);
        image.with_alice_anew();
        image.enable(&["sudo"], CODES[1]).ends(0);
        image.pam(&["disable", "sudo"], "").ends(0);
    }
    auth(3);
    image.with_alice_anew();
    image.refuses(&["sudo"], "sudo, line 2: in system-auth pam_unix.so lets in at once");
}

#[test]
fn what_lets_in_before_the_password_is_warned_of() {
    let image = Image::new("pam-before");
    image.service("sudo", &format!("auth sufficient pam_fprintd.so\n{SUDO}"));
    let ran = image.enable(&["sudo", "su"], CODES[1]).ends(0);
    assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
    ran.says("etc/pam.d/sudo, line 1: pam_fprintd.so lets in without pam_libmfa.so");
}

#[test]
fn whoever_has_no_policy_file_is_warned_that_all_others_are_shut_out() {
    let image = Image::new("pam-no-policy");
    fs::remove_file(image.path("etc/libmfa/policy.toml")).unwrap();
    let ran = image.enable(&["sshd"], CODES[1]).ends(0);
    ran.says("warning: there is no ").says("etc/libmfa/policy.toml, so whoever has no authenticator will be refused");
}

#[test]
fn a_module_that_is_not_installed_is_not_asked_for() {
    let image = Image::new("pam-module");
    let module = image.path("usr/lib/x86_64-linux-gnu/security/pam_libmfa.so");
    fs::remove_file(&module).unwrap();
    image.refuses(&["sshd"], "pam_libmfa.so is not installed");
    image.pam(&["status"], "").ends(0).says("pam_libmfa.so is not installed");
    image.write("lib64/security/pam_libmfa.so", "");
    image.enable(&["sshd"], CODES[1]).ends(0);
}

#[test]
fn groups_store_and_policy_go_into_the_line_of_the_module() {
    let image = Image::new("pam-options");
    let line = ["sshd", "sudo", "--exempt-group", "mfa-emergency", "--admin-group", "root"];
    image.enable(&line, CODES[1]).ends(0);
    let options = "exempt_group=mfa-emergency admin_group=root";
    assert!(image.text("sshd").contains(&format!("\nauth required pam_libmfa.so {options}\n")));
    assert!(image.text("sudo").contains(&format!("\nauth required pam_libmfa.so occasion=elevate {options}\n")));
    image.pam(&["disable", "sshd", "sudo"], "").ends(0);
    // What the code is verified with is what logins are verified with.
    let policy = image.place.path("policy.toml");
    fs::write(&policy, "codes.free_failures = 1\n").unwrap();
    let store = image.place.path("other");
    let [policy, other] = [&policy, &store].map(|path| path.to_str().unwrap());
    let with = ["sshd", "--store", other, "--policy", policy];
    fs::rename(image.path("var/lib/libmfa"), &store).unwrap();
    image.enable(&with, CODES[2]).ends(0);
    assert!(image.text("sshd").contains(&format!("\nauth required pam_libmfa.so store={other} policy={policy}\n")));
    for wrong in [&["--store", "relative"][..], &["--store", "/with space"], &["--policy", "/a", "--policy", "/b"]] {
        image.enable(&[&["sudo"], wrong].concat(), CODES[2]).ends(2).says("Nothing was changed");
    }
}

#[test]
fn a_group_that_does_not_exist_is_refused_unless_a_directory_may_have_it() {
    let image = Image::new("pam-group");
    image.refuses(&["sshd", "--exempt-group", "emergency"], "there is no group emergency");
    image.refuses(&["sshd", "--admin-group", "mfa"], "there is no group mfa");
    image.enable(&["sshd", "--exempt-group", "a b"], CODES[1]).ends(2).says("without spaces, brackets");
    image.write("etc/nsswitch.conf", "passwd: files sss\ngroup: files [SUCCESS=merge] sss\n");
    image.enable(&["sshd", "--exempt-group", "emergency"], CODES[1]).ends(0);
}

#[test]
fn the_policy_of_the_system_is_the_one_that_decides() {
    let image = Image::new("pam-policy");
    image.write("etc/libmfa/policy.toml", "codes.free_failures = 101\n");
    image.refuses(&["sshd"], "0 to 100 failures");
    image.write("etc/libmfa/policy.toml", "codes.future_steps = 0\n");
    image.enable(&["sshd"], CODES[2]).ends(1);
    image.write("etc/libmfa/policy.toml", "codes.future_steps = 1\n");
    image.enable(&["sshd"], CODES[2]).ends(0);
}

#[test]
fn a_file_that_somebody_changes_meanwhile_is_left_to_them() {
    let image = Image::new("pam-meanwhile");
    let root = image.place.path("image");
    let mut command = program();
    command.args(["pam", "enable", "sshd", "sudo", "--administrator", "alice", "--at", NOW, "--root"]).arg(root);
    let mut seat = Seat::of(&mut command, 0);
    seat.waits_for("Code for alice: ");
    image.service("sudo", "@include common-auth\n# changed\n");
    let before = image.all();
    seat.types(&format!("{}\n", CODES[1]));
    assert_eq!(seat.ends().code(), Some(4));
    assert!(seat.shown.contains("somebody else changed it meanwhile; nothing was changed"), "{}", seat.shown);
    assert_eq!(image.all(), before);
}

#[test]
fn what_a_crash_left_beside_a_file_is_in_nobodys_way() {
    let image = Image::new("pam-crash");
    let before = image.all();
    image.service(".sshd.mfa-new", "auth required pam_libmfa.so\n");
    let listed = image.pam(&["status", "--json"], "").ends(0).json();
    assert!(!listed.to_string().contains("mfa-new"), "{listed}");
    image.enable(&["sshd"], CODES[1]).ends(0);
    image.pam(&["disable", "sshd"], "").ends(0);
    assert_eq!(image.all(), before);
}

#[test]
fn what_is_put_in_is_sound_to_the_doctor() {
    let image = Image::new("pam-doctor");
    image.write("etc/ssh/sshd_config", "UsePAM yes\nAuthenticationMethods publickey,keyboard-interactive\n");
    let groups = ["--exempt-group", "mfa-emergency", "--admin-group", "root"];
    image.enable(&[&["sshd", "sudo", "login", "su"], &groups[..]].concat(), CODES[1]).ends(0);
    let root = image.place.path("image");
    let answer = common::mfa(&["doctor", "--json", "--root", root.to_str().unwrap()]).json();
    let found: Vec<_> = answer["findings"].as_array().unwrap().iter().map(|found| found["about"].to_string()).collect();
    assert!(!found.iter().any(|about| about.contains("/image/etc/")), "{answer}");
    // It does look at them.
    image.service("sudo", &image.text("sudo").replace("auth required pam_libmfa", "auth optional pam_libmfa"));
    let answer = common::mfa(&["doctor", "--json", "--root", root.to_str().unwrap()]).ends(1).json();
    assert!(answer["findings"][0]["about"].as_str().unwrap().ends_with("etc/pam.d/sudo, line 7"), "{answer}");
}

#[test]
fn status_tells_who_asks_and_who_could() {
    let image = Image::new("pam-status");
    image.enable(&["sudo"], CODES[1]).ends(0);
    image.service("sshd", "@include common-auth\nauth required pam_libmfa.so [store=/a b] quiet\n");
    for other in ["sshd.dpkg-old", "other", "xscreensaver"] {
        image.service(other, "@include common-auth\n");
    }
    image.pam(&["status"], "").ends(0).quietly().prints(
        "SERVICE  ASKS     OPTIONS\nlogin    no\nsshd     yes      store=/a b quiet\nsu       no\n\
         sudo     enabled  occasion=elevate\n",
    );
    image.service("su", "auth required pam_unix.so\nauth required pam_libmfa.so\n");
    let answer = image.pam(&["status", "--json"], "").ends(0).quietly().json();
    assert!(answer["module"].as_str().unwrap().ends_with("/usr/lib/x86_64-linux-gnu/security/pam_libmfa.so"));
    let of = |service: &str| answer["services"].as_array().unwrap().iter().find(|row| row["service"] == service);
    assert_eq!(of("su-l").unwrap(), &json!({ "service": "su-l", "asks": "included", "through": "su", "options": [] }));
    assert_eq!(of("login").unwrap()["asks"], "no");
    assert_eq!(of("passwd"), None);
}
