//! Says which network paths that AWS IAM Identity Center needs are blocked here.
//!
//! ```text
//! data/ ─► catalogue ─► plan ─► probe ─► evidence ─► verdict ─► report ─► terminal, json
//!              │                 ▲ └─► inquiry: which controls would tell the causes apart?
//!              │                 └──────────┘
//!              └──────► allowlist ─► format ─► paloalto, zscaler, squid, …
//! ```
//!
//! Only `probe` and `system` touch sockets, clock and environment. Everything to the right of the
//! probe, the inquiry, and the catalogue and the plan, are pure functions of their input: they are tested from
//! files.
//!
//! # Words
//!
//! An *endpoint* is a row of the catalogue; a *path* is one concrete URL to test, made from it. An
//! *observation* is what one operation saw, a *failure* what was seen to go wrong, as a stable
//! code `layer.what`. A *wall* is a failure with its *cause*, the mechanism that the evidence
//! supports. The *verdict* on a path is `open`, `degraded`, `blocked` or `unknown`. An *entry* is a
//! row of an allow-list.
//!
//! # Who may import whom
//!
//! | module | may import |
//! |---|---|
//! | `names`, `exit`, `language` | nothing |
//! | `catalogue` | names, language |
//! | `evidence` | names |
//! | `plan`, `allowlist` | names, catalogue |
//! | `format` | names, allowlist |
//! | `system` | names |
//! | `discovery` | names, evidence, system |
//! | `probe` | names, plan, evidence, system, discovery |
//! | `fingerprint` | names, evidence |
//! | `inquiry` | names, plan, evidence |
//! | `verdict` | names, plan, evidence, fingerprint |
//! | `report` | names, language, plan, evidence, verdict |
//! | `cli` | all of them |
//!
//! A test holds this table.

pub mod allowlist;
pub mod catalogue;
pub mod cli;
pub mod discovery;
pub mod evidence;
pub mod exit;
pub mod fingerprint;
pub mod format;
pub mod inquiry;
pub mod language;
pub mod names;
pub mod plan;
pub mod probe;
pub mod report;
pub mod system;
pub mod verdict;
