//! What was typed.
//!
//! Owns the command line and its help; what a flag means here and now is `settings`'s.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::allowlist::{Breadth, Purpose};
use crate::catalogue::{Client, Scope};
use crate::language::Language;
use crate::names::{Portal, Region};
use crate::probe::ControlResolver;
use crate::report::{listing::Form, redact::Level};
use crate::system::environment::Variable;

mod limits;
mod values;

use limits::{concurrency, deadline, factor, header_text, jitter};
use values::{
    breadth, client, language, level, list_form, purposes, resolver, scope, site, source,
};

const NETWORK: &str = "Network";

/// Says which network paths that AWS IAM Identity Center needs are blocked here, at which layer,
/// on what evidence.
#[derive(Debug, Parser)]
#[command(
    name = "aws-netcheck",
    disable_version_flag = true,
    max_term_width = 100
)]
pub(super) struct Flags {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// Print version and date of the catalogue
    #[arg(short = 'V', long)]
    pub(super) version: bool,
    #[command(flatten)]
    pub(super) global: Global,
}

#[derive(Debug, Args)]
pub(super) struct Global {
    /// Site file to use [default: the nearest aws-netcheck.toml, from here upwards]
    #[arg(long, global = true, value_name = "FILE", overrides_with = "no_config")]
    pub(super) config: Option<PathBuf>,
    /// Use no site file
    #[arg(long, global = true, overrides_with = "config")]
    pub(super) no_config: bool,
    /// Language of what people read, en or ja [default: this machine's, else en]; what programs read,
    /// codes and this help are English
    #[arg(long, global = true, value_name = "TAG", value_parser = language)]
    pub(super) lang: Option<Language>,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t = When::Auto)]
    pub(super) color: When,
    /// No progress, and no report where all is usable, but for doubts about the target
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Show every path, and log to stderr; twice for more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Resolve and connect to all that is needed, and say what is blocked
    Probe(Box<Probe>),
    /// Show a saved report again, in any form; or many, side by side
    Report(Saved),
    /// Write what to paste into a firewall, a gateway or a resolver
    Allowlist(Box<Allowlist>),
    /// List the catalogue: what is needed, for what, by whom, and who says so
    Endpoints(Endpoints),
    /// List the steps of AWS's set-up guide, with the hosts that each one needs
    Steps(Steps),
    /// Explain a code of a report, as in tls.reset or dns_filter; without one, list them
    Explain {
        /// A verdict, failure or cause
        code: Option<String>,
    },
    /// Write the script that completes words in a shell, for packages
    #[command(hide = true)]
    Completions {
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Write the manual page of the program, or of one command, for packages
    #[command(hide = true)]
    Man {
        /// A command
        command: Option<String>,
    },
}

#[derive(Debug, Clone, Args)]
pub(super) struct Probe {
    /// Directory alias, d- id, ssoins- id, or the portal's URL [default: from the AWS config]
    #[arg(long, value_name = "NAME|ID|URL", help_heading = "Target")]
    pub(super) directory: Option<Portal>,
    /// Region of IAM Identity Center [default: from the AWS config]; repeatable
    #[arg(long, help_heading = "Target")]
    pub(super) region: Vec<Region>,
    /// Profile or sso-session of the AWS config (AWS_CONFIG_FILE, ~/.aws/config) to take
    /// directory and Region from [default: AWS_PROFILE, then 'default', then the only one]
    #[arg(long, value_name = "NAME", help_heading = "Target")]
    pub(super) profile: Option<String>,
    /// Test this https URL too, as a required one of the browser: the company's identity
    /// provider; what follows ? or # is left out; repeatable
    #[arg(long, value_name = "URL", help_heading = "Target")]
    pub(super) also: Vec<String>,
    /// What to test [default: sign-in and setup]; repeatable, 'all' for everything
    #[arg(long, value_parser = scope, value_name = "SCOPE", help_heading = "Target")]
    pub(super) scope: Vec<ScopeChoice>,
    /// Test the names of FIPS endpoints too, which only programs that are set to use them call
    #[arg(long, help_heading = "Target")]
    pub(super) fips: bool,
    /// Ask AWS too in which Region the directory is: this begins a sign-in workflow there, which
    /// nobody goes on with
    #[arg(long, help_heading = "Target")]
    pub(super) deep: bool,
    /// Whose verdict makes the exit status [default: browser and aws-cli]; repeatable
    #[arg(long, value_parser = client, value_name = "CLIENT", help_heading = "Target")]
    pub(super) client: Vec<Client>,
    /// Label of this place, for the report
    #[arg(long, env = Variable::Site.name(), value_parser = site, help_heading = "Target")]
    pub(super) site: Option<String>,

    /// Ask this name server, in the place of the system's lookup and its name servers
    #[arg(long, value_parser = resolver, value_name = "IP[:PORT]", help_heading = NETWORK)]
    pub(super) resolver: Option<std::net::SocketAddr>,
    /// Compare with this resolver where a name fails or leads to an odd address; contacted for nothing else; repeatable
    #[arg(
        long,
        value_name = "IP[:PORT]|tls://…|https://…",
        help_heading = NETWORK
    )]
    pub(super) control_resolver: Vec<ControlResolver>,
    /// The way out: 'auto' as a browser here goes, 'direct' past every proxy, or through this proxy
    #[arg(long, value_name = "auto|direct|URL", help_heading = NETWORK)]
    pub(super) proxy: Option<String>,
    /// Go as this PAC file says, from a file or an http(s) URL
    #[arg(
        long,
        value_name = "FILE|URL",
        conflicts_with = "proxy",
        help_heading = NETWORK
    )]
    pub(super) pac: Option<String>,
    /// Try each path past the proxy too, or through it where something exempts the host, and say on
    /// which way the trouble sits; the verdict stays that of the way that programs go
    #[arg(long, help_heading = NETWORK)]
    pub(super) both_ways: bool,
    /// User and password for a proxy that wants them and whose URL has none: the first line of this
    /// file, USER:PASSWORD; '-' reads standard input
    #[arg(long, value_name = "FILE", help_heading = NETWORK)]
    pub(super) proxy_login: Option<PathBuf>,
    /// Connect from this local address
    #[arg(long, value_parser = source, value_name = "ADDR", help_heading = NETWORK)]
    pub(super) source: Option<std::net::IpAddr>,
    /// Connect to the second address where the first is meant; '*' means any; repeatable
    #[arg(long, value_name = "ADDR:PORT=ADDR:PORT", help_heading = NETWORK)]
    pub(super) connect_to: Vec<crate::probe::Redirect>,
    /// IPv4 only
    #[arg(short = '4', conflicts_with = "ipv6", help_heading = NETWORK)]
    pub(super) ipv4: bool,
    /// IPv6 only
    #[arg(short = '6', help_heading = NETWORK)]
    pub(super) ipv6: bool,

    /// What may be tried where something fails, to tell causes apart: 'gentle' is what ordinary
    /// programs do, 'full' also what may look like evasion to those who watch this network
    #[arg(long, value_enum, default_value_t = Controls::Gentle, help_heading = NETWORK)]
    pub(super) controls: Controls,

    /// Certificates that stand for the public web's roots
    #[arg(long, value_name = "PEM", help_heading = "Trust")]
    pub(super) public_roots: Option<PathBuf>,
    /// Certificates that stand for this machine's own trust store
    #[arg(long, value_name = "PEM", help_heading = "Trust")]
    pub(super) ca_bundle: Option<PathBuf>,

    /// AWS's address ranges (ip-ranges.json) to compare addresses with [default: those built in]
    #[arg(long, value_name = "FILE", help_heading = NETWORK)]
    pub(super) ip_ranges: Option<PathBuf>,

    /// Scale the time limits of single operations
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, value_parser = factor, help_heading = "Limits")]
    pub(super) timeout: f64,
    /// End the whole run after so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = deadline, help_heading = "Limits")]
    pub(super) deadline: u64,
    /// Wait before the run, a random time up to this many seconds, so that many machines that are
    /// started at once do not probe at once
    #[arg(long, value_name = "SECONDS", value_parser = jitter, help_heading = "Limits")]
    pub(super) jitter: Option<u64>,
    /// Most sockets that are open at once
    #[arg(long, value_name = "N", default_value_t = 512, value_parser = concurrency, help_heading = "Limits")]
    pub(super) concurrency: u16,
    /// Name to give in requests
    #[arg(long, value_name = "TEXT", value_parser = header_text, help_heading = "Limits")]
    pub(super) user_agent: Option<String>,

    /// Compare with this report (--format json), recorded on an open network: another office, or
    /// AWS CloudShell
    #[arg(long, value_name = "REPORT", help_heading = "Output")]
    pub(super) reference: Option<PathBuf>,
    /// Only what was not open in this report (--format json), and two hosts that were: says which
    /// of its requests are done; directory, Regions, scopes and URLs are the report's, and so are
    /// --client and --fail-on where they are not given
    #[arg(long, value_name = "REPORT", conflicts_with_all = ["directory", "region", "profile", "scope", "also", "fips"], help_heading = "Output")]
    pub(super) again: Option<PathBuf>,
    /// Compare with this report (--format json) of how it has to be: exit status 1 where a required
    /// path that was usable there is blocked here too, 3 where it is not known any more
    #[arg(long, value_name = "REPORT", help_heading = "Output")]
    pub(super) baseline: Option<PathBuf>,
    /// Say what opened, closed or got slower since this report (--format json)
    #[arg(long, value_name = "REPORT", help_heading = "Output")]
    pub(super) since: Option<PathBuf>,
    /// Which verdict of a required path makes exit status 1 [default: blocked]
    #[arg(long, value_enum, help_heading = "Output")]
    pub(super) fail_on: Option<FailOn>,
    /// Print what a run would contact and send, and send nothing
    #[arg(long, help_heading = "Output")]
    pub(super) dry_run: bool,
    /// Write what mends the walls that are found, as allowlist --from-report does; 'auto' takes the
    /// products from the site file. Without a place, files named after product and {purpose} are
    /// written into the working directory; repeatable
    #[arg(
        long,
        value_name = "FORMAT[=FILE]|auto[=FOLDER]",
        help_heading = "Output"
    )]
    pub(super) fix: Vec<String>,
    /// Form of the report [default: terminal]; repeatable, each with its --output
    #[arg(long, value_name = "FORMAT", help_heading = "Output")]
    pub(super) format: Vec<String>,
    /// Write the report to this file, whole or not at all; the n-th belongs to the n-th --format,
    /// or one with {format} in its name to all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(super) output: Vec<PathBuf>,
    /// Put stand-ins in every output for what names user and machine, or the company too
    #[arg(long, value_parser = level, value_name = "LEVEL", help_heading = "Output")]
    pub(super) redact: Option<Level>,
}

#[derive(Debug, Args)]
pub(super) struct Allowlist {
    /// Directory alias, d- id, ssoins- id, or the portal's URL [default: the portals of all]
    #[arg(long, value_name = "NAME|ID|URL", help_heading = "Target")]
    pub(super) directory: Option<Portal>,
    /// Region of IAM Identity Center [default: every Region]; repeatable
    #[arg(long, help_heading = "Target")]
    pub(super) region: Vec<Region>,
    /// What to allow [default: sign-in and setup]; repeatable, 'all' for everything
    #[arg(long, value_parser = scope, value_name = "SCOPE", help_heading = "Target")]
    pub(super) scope: Vec<ScopeChoice>,
    /// Allow the names of FIPS endpoints too, which only programs that are set to use them call
    #[arg(long, help_heading = "Target")]
    pub(super) fips: bool,

    /// Only what this report (probe --format json) found blocked, in the list that its cause calls
    /// for; directory, Region and scopes are the report's
    #[arg(long, value_name = "REPORT", conflicts_with_all = ["directory", "region", "scope"], help_heading = "Target")]
    pub(super) from_report: Option<PathBuf>,

    /// How wide: 'documented' is AWS's current wording with your names filled in, 'exact' has no
    /// wildcard, 'guide' has the five rows of AWS's guide of 2023, 'broad' the fewest lines
    #[arg(long, value_parser = breadth, value_name = "BREADTH", default_value = "documented", help_heading = "List")]
    pub(super) breadth: Breadth,
    /// Which lists: 'allow', 'no-decrypt' (no TLS inspection), or 'both'
    #[arg(long, value_parser = purposes, value_name = "PURPOSE", default_value = "both", help_heading = "List")]
    pub(super) purpose: &'static [Purpose],
    /// What object names begin with [default: the site file's, or aws-netcheck]
    #[arg(long, value_name = "NAME", help_heading = "List")]
    pub(super) name: Option<String>,
    /// Write complete rules too, with YOUR-… where they need what only you know
    #[arg(long, help_heading = "List")]
    pub(super) with_rules: bool,

    /// Product to write for; repeatable, each with its --output
    #[arg(long, value_name = "ID", help_heading = "Output")]
    pub(super) format: Vec<String>,
    /// Another form for the same product, where it has several
    #[arg(long = "as", value_name = "FORM", help_heading = "Output")]
    pub(super) variant: Option<String>,
    /// Write to this file, whole or not at all; the n-th belongs to the n-th --format; with
    /// {purpose} in its name, one for each list; what a list cannot say is in FILE.about
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(super) output: Vec<PathBuf>,
    /// List the formats, as a table or, with =json or --format json, for programs
    #[arg(long, value_name = "FORM", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "table", help_heading = "Output")]
    pub(super) list_formats: Option<ListForm>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ListForm {
    Table,
    Json,
}

#[derive(Debug, Args)]
pub(super) struct Saved {
    /// JSON report of a probe (--format json), or several: files, patterns as 'sites/*.json', files
    /// with a report or a line (--format line) in each line; '-' reads standard input
    #[arg(value_name = "REPORT", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// A table of sites even where there is one report alone
    #[arg(long)]
    pub(super) merge: bool,
    /// Compare with this report of how it has to be: exit status 1 where a required path that was
    /// usable there is blocked, 3 where it is not known any more
    #[arg(long, value_name = "REPORT")]
    pub(super) baseline: Option<PathBuf>,
    /// Say what opened, closed or got slower since this report
    #[arg(long, value_name = "REPORT")]
    pub(super) since: Option<PathBuf>,
    /// Of several reports, end with exit status 2 where one cannot be read
    #[arg(long)]
    pub(super) strict: bool,
    /// Form of the report [default: terminal]; repeatable, each with its --output
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Vec<String>,
    /// Write the report to this file, whole or not at all; the n-th belongs to the n-th --format,
    /// or one with {format} in its name to all
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Vec<PathBuf>,
    /// Put stand-ins in every output for what names user and machine, or the company too
    #[arg(long, value_parser = level, value_name = "LEVEL")]
    pub(super) redact: Option<Level>,
}

#[derive(Debug, Args)]
pub(super) struct Endpoints {
    /// Directory alias, d- id, ssoins- id, or the portal's URL [default: patterns as AWS writes them]
    #[arg(long, value_name = "NAME|ID|URL")]
    pub(super) directory: Option<Portal>,
    /// Region of IAM Identity Center [default: the portal's, or the whole catalogue]; repeatable
    #[arg(long)]
    pub(super) region: Vec<Region>,
    /// Only what this is for; repeatable
    #[arg(long, value_parser = scope, value_name = "SCOPE")]
    pub(super) scope: Vec<ScopeChoice>,
    /// Only what this client calls; repeatable
    #[arg(long, value_parser = client, value_name = "CLIENT")]
    pub(super) client: Vec<Client>,
    /// Form of the list: table, csv or json
    #[arg(long, value_name = "FORMAT", value_parser = list_form, default_value = "table")]
    pub(super) format: &'static Form,
}

#[derive(Debug, Args)]
pub(super) struct Steps {
    /// Directory alias, d- id, ssoins- id, or the portal's URL [default: the report's]
    #[arg(long, value_name = "NAME|ID|URL")]
    pub(super) directory: Option<Portal>,
    /// Region of IAM Identity Center [default: the portal's or the report's]; repeatable
    #[arg(long)]
    pub(super) region: Vec<Region>,
    /// Show the state of steps and hosts as this JSON report has it
    #[arg(long, value_name = "REPORT")]
    pub(super) with: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Controls {
    /// Nothing beyond the walk itself
    None,
    /// Other AWS names at the address that failed, this name at other addresses of AWS's, a small
    /// hello, small packets, port 80
    Gentle,
    /// These, and a handshake without a name and one of TLS 1.2
    Full,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Blocked,
    Degraded,
}

/// A scope, or all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScopeChoice {
    All,
    One(Scope),
}
