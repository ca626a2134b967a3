//! The files of an AAR, Android's form of a library: the classes, the native library for each processor that the NDK is there
//! for, and what an app's build is to know. Zipped, they are the AAR.
//!
//! Nobody has built an app with it yet: it was written where there is no Android SDK.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::bridge::{self, copy_file, take_folder};
use crate::failure::{Doing as _, Result};
use crate::place::Place;
use crate::run::Runner;

const LIBRARY: &str = "libmfa_bindings.so";

/// Android's name of a processor, Rust's of the machine, and the compiler's of it in the NDK.
const PROCESSORS: [(&str, &str, &str); 4] = [
    ("arm64-v8a", "aarch64-linux-android", "aarch64-linux-android"),
    ("armeabi-v7a", "armv7-linux-androideabi", "armv7a-linux-androideabi"),
    ("x86_64", "x86_64-linux-android", "x86_64-linux-android"),
    ("x86", "i686-linux-android", "i686-linux-android"),
];

/// The oldest Android that it is for: 8.0, the first with all of `java.time`.
const API: &str = "26";

const MANIFEST: &str = "\
<?xml version=\"1.0\" encoding=\"utf-8\"?>
<manifest xmlns:android=\"http://schemas.android.com/apk/res/android\" package=\"io.libmfa\">
    <uses-sdk android:minSdkVersion=\"26\" />
</manifest>
";

/// Pages of newer phones are as large.
const PAGES: &str = "-Clink-arg=-Wl,-z,max-page-size=16384";

/// JNA and the bridge find classes, fields and methods by their names.
const KEEP: &str = "\
-dontwarn java.awt.*
-keep class com.sun.jna.** { *; }
-keep class io.libmfa.bridge.** { *; }
-keepclassmembers class * extends com.sun.jna.** { public *; }
";

/// Lays the files out, and says for what processors.
pub(crate) fn lay_out(place: &Place, runner: &mut Runner, classes: &Path, to: &Path) -> Result<String> {
    take_folder(to, &[])?;
    // Without the library of this machine, which is none of Android's.
    let mut archive = Command::new("jar");
    archive.args(["--create", "--file"]).arg(to.join("classes.jar")).arg("-C").arg(classes).arg("io");
    runner.must(&mut archive)?;
    for (name, text) in [("AndroidManifest.xml", MANIFEST), ("proguard.txt", KEEP), ("R.txt", "")] {
        fs::write(to.join(name), text).doing(format_args!("cannot write {name}"))?;
    }
    let Some(ndk) = env::var_os("ANDROID_NDK_HOME").map(PathBuf::from) else {
        return Ok("an AAR without a native library, for ANDROID_NDK_HOME is not set".to_owned());
    };
    let mut made = Vec::new();
    for (name, target, compiler) in PROCESSORS {
        let Some(compiler) = compiler_for(&ndk, compiler).filter(|_| has_rust_for(runner, target)) else { continue };
        let mut cargo = bridge::cargo_library(place, "cdylib");
        let variable = format!("CARGO_TARGET_{}_LINKER", target.to_uppercase().replace('-', "_"));
        cargo.args(["--target", target, "--", PAGES]).env(variable, compiler);
        runner.must(&mut cargo)?;
        copy_file(&bridge::built_for(place, target)?.join(LIBRARY), &to.join("jni").join(name).join(LIBRARY))?;
        made.push(name);
    }
    if made.is_empty() {
        return Ok("an AAR without a native library, for Rust or the NDK has none of Android's processors".to_owned());
    }
    Ok(format!("an AAR's files, for {} (nobody has built an app with them yet)", made.join(", ")))
}

/// The NDK's compiler for a processor, if there is one.
fn compiler_for(ndk: &Path, compiler: &str) -> Option<PathBuf> {
    let hosts = fs::read_dir(ndk.join("toolchains/llvm/prebuilt")).ok()?.flatten();
    let mut compilers = hosts.map(|host| host.path().join("bin").join(format!("{compiler}{API}-clang")));
    compilers.find(|path| path.is_file())
}

/// Whether Rust's own library is there for a machine: `rustup target add` brings it.
fn has_rust_for(runner: &mut Runner, target: &str) -> bool {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", target]);
    runner.run(&mut rustc).is_ok_and(|outcome| outcome.succeeded() && Path::new(outcome.output.trim()).is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compiler_is_found_whatever_machine_the_ndk_is_for() {
        let ndk = Place::new().fresh_folder("tests/ndk").unwrap();
        let bin = ndk.join("toolchains/llvm/prebuilt/some-machine/bin");
        fs::create_dir_all(&bin).unwrap();
        fs::write(bin.join("x86_64-linux-android26-clang"), "").unwrap();
        assert_eq!(compiler_for(&ndk, "x86_64-linux-android"), Some(bin.join("x86_64-linux-android26-clang")));
        assert_eq!(compiler_for(&ndk, "i686-linux-android"), None);
    }

    #[test]
    fn oldest_android_is_the_same_everywhere() {
        assert!(MANIFEST.contains(&format!("minSdkVersion=\"{API}\"")));
    }
}
