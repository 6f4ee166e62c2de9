//! What the objects of a list are called: by flags, by the site file, and as a product takes it.

use std::fs;

use aws_netcheck::format::FORMATS;

use super::command::{TARGET, folder, netcheck, refused};

#[test]
fn the_site_file_names_target_and_objects_and_flags_go_before_it() {
    let folder = folder();
    let text = "[defaults]\nregion = ['eu-west-1']\ndirectory = 'mycorp'\n\
                [names]\nlist = 'AWS-LIST'\nrule = 'AWS-RULE'\nbypass = 'AWS-BYPASS'\n";
    fs::write(folder.path().join("aws-netcheck.toml"), text).unwrap();
    let format = ["--format", "paloalto", "--with-rules"];
    let ran = netcheck(folder.path(), &format);
    for part in [
        "custom-url-category AWS-LIST list mycorp.awsapps.com/",
        "eu-west-1.signin.aws/",
        "security rules AWS-RULE category AWS-LIST",
        "decryption rules AWS-BYPASS category AWS-LIST-no-decrypt",
    ] {
        assert!(ran.stdout.contains(part), "no {part:?} in {}", ran.stdout);
    }
    let typed = ["--name", "mine", "--region", "us-east-1"];
    let ran = netcheck(folder.path(), &[&format[..], &typed[..]].concat());
    assert!(
        ran.stdout
            .contains("security rules mine-allow category mine-allow")
    );
    assert!(!ran.stdout.contains("eu-west-1"));
}

/// Azure takes 80 characters, and the port stands behind the name that was given.
#[test]
fn no_name_of_an_azure_rule_is_too_long() {
    let folder = folder();
    let names = (60..=80).map(|length| "x".repeat(length));
    let mut longest = 0;
    for name in names {
        let wanted = [
            "--format",
            "azure-firewall",
            "--with-rules",
            "--name",
            &name,
        ];
        let ran = netcheck(folder.path(), &[&wanted[..], TARGET].concat());
        let written = ran.stdout.lines().filter_map(|line| {
            let value = line.trim().strip_prefix("\"name\": \"")?;
            Some(value.trim_end_matches(['"', ',']).len())
        });
        longest = written.fold(longest, usize::max);
    }
    assert!((76..=80).contains(&longest), "{longest}");
}

/// The README's own example of a name.
#[test]
fn a_name_of_the_site_file_is_fitted_to_every_product() {
    let folder = folder();
    let file = folder.path().join("aws-netcheck.toml");
    fs::write(&file, "[names]\nlist = 'AWS-sign-in'\n").unwrap();
    for format in FORMATS {
        let ran = netcheck(folder.path(), &["--format", format.id]);
        assert_eq!(ran.exit, Some(0), "{}: {}", format.id, ran.stderr);
        let lower = ["cilium", "istio", "gcp-swp", "rpz"].contains(&format.id);
        let said = "note: the name AWS-sign-in is written aws-sign-in: the product takes";
        assert_eq!(
            ran.stderr.contains(said),
            lower,
            "{}: {}",
            format.id,
            ran.stderr
        );
        assert!(
            !lower || !ran.stdout.contains(": AWS-sign-in"),
            "{}",
            ran.stdout
        );
    }
    fs::write(&file, "[names]\nbypass = 'two words'\n").unwrap();
    let ran = netcheck(folder.path(), &["--format", "fortigate"]);
    assert_eq!(ran.exit, Some(2));
    let says = format!(
        "\"two words\": give bypass in [names] of {} a text",
        file.display()
    );
    assert!(ran.stderr.contains(&says), "{}", ran.stderr);
    let ran = netcheck(folder.path(), &["--format", "fortigate", "--name", "a b"]);
    assert!(
        ran.stderr.contains("\"a b-allow\": give --name a text"),
        "{}",
        ran.stderr
    );
}

/// What is not written needs no name.
#[test]
fn a_name_is_checked_for_what_is_written() {
    let name = "a".repeat(70);
    let azure = ["--format", "azure-firewall", "--name", &name];
    for purpose in [&["--purpose", "allow"][..], &[]] {
        let ran = netcheck(folder().path(), &[TARGET, &azure[..], purpose].concat());
        assert_eq!(ran.exit, Some(0), "{}", ran.stderr);
    }
    let both = ["--format", "checkpoint", "--name", &"a".repeat(55)];
    refused(&both, "64");
    let ran = netcheck(
        folder().path(),
        &[TARGET, &both[..], &["--purpose", "allow"]].concat(),
    );
    assert_eq!(ran.exit, Some(0), "{}", ran.stderr);
}
