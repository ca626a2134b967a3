//! The Maven artifact: built, tested and installed by Maven; a project that depends on it by its coordinates alone; and the
//! examples' tests.

use core::time::Duration;
use std::fs;

use crate::count::Harness;
use crate::debian;
use crate::failure::{Doing as _, Failure, Result};
use crate::job::Job;
use crate::kotlin::{SOURCE, maven, put_in_place};
use crate::metadata::Metadata;
use crate::suites::docs::tagged;

/// They depend on the artifact as it is installed.
const CONSUMER: &str = "bindings/kotlin/consumer";
const EXAMPLES: &str = "examples/kotlin";

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    debian::install(job, &["maven", "default-jdk-headless", "curl"], Duration::from_secs(60))?;
    put_in_place(job.place, &mut job.runner)?;
    // It verifies what it installs, and compares the public interface with the one that was committed to.
    job.tests_of(Harness::Surefire, maven(job.place, SOURCE).arg("install"))?;
    documents(job)?;
    for folder in [CONSUMER, EXAMPLES] {
        if job.place.root().join(folder).join("pom.xml").is_file() {
            job.tests_of(Harness::Surefire, maven(job.place, folder).arg("verify"))?;
        } else {
            job.fail(&format!("{folder} is not there"))?;
        }
    }
    Ok(())
}

/// Each block of Kotlin in the documents compiles on the artifact as it is installed, each in a package of its own.
fn documents(job: &mut Job<'_>) -> Result<()> {
    let blocks = tagged(job, "kotlin")?;
    let project = job.place.fresh_folder("documents-kotlin")?;
    for (number, block) in blocks.iter().enumerate() {
        let file = project.join(format!("src/main/kotlin/document{number}/Block.kt"));
        block.write(&file, &format!("package document{number}\n\n"))?;
    }
    let version = Metadata::read(job.place)?.version("mfa-bindings")?;
    let kotlin =
        kotlin_version(&fs::read_to_string(job.place.root().join(SOURCE).join("pom.xml")).unwrap_or_default())?;
    let pom = DOCUMENTS.replace("VERSION", &version).replace("KOTLIN", &kotlin);
    fs::write(project.join("pom.xml"), pom).doing("cannot write the documents' project")?;
    let folder = job.place.short(&project).to_string_lossy().into_owned();
    let what = format!("the {} blocks of Kotlin in the documents compile", blocks.len());
    job.check(&what, maven(job.place, &folder).arg("compile")).map(drop)
}

/// The version of Kotlin that the artifact's project names.
fn kotlin_version(pom: &str) -> Result<String> {
    let found = pom.split_once("<kotlin.version>").and_then(|(_, rest)| rest.split_once('<'));
    found.map(|(version, _)| version.to_owned()).ok_or_else(|| Failure::new("the artifact's project names no Kotlin"))
}

const DOCUMENTS: &str = r#"<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>io.libmfa</groupId>
  <artifactId>documents</artifactId>
  <version>0</version>
  <properties><project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>
  <dependencies>
    <dependency><groupId>io.libmfa</groupId><artifactId>libmfa</artifactId><version>VERSION</version></dependency>
  </dependencies>
  <build>
    <sourceDirectory>src/main/kotlin</sourceDirectory>
    <plugins>
      <plugin>
        <groupId>org.jetbrains.kotlin</groupId>
        <artifactId>kotlin-maven-plugin</artifactId>
        <version>KOTLIN</version>
        <executions><execution><goals><goal>compile</goal></goals></execution></executions>
        <configuration><jvmTarget>11</jvmTarget></configuration>
      </plugin>
    </plugins>
  </build>
</project>
"#;

#[cfg(test)]
mod tests {
    use super::kotlin_version;

    #[test]
    fn version_of_kotlin_is_the_artifacts() {
        assert_eq!(kotlin_version("<a/><kotlin.version>2.4.20</kotlin.version>").unwrap(), "2.4.20");
        assert!(kotlin_version("<project/>").is_err());
    }
}
