//! aws-netcheck
pub mod catalogue;
pub mod cli;
pub mod evidence;
pub mod exit;
pub mod names;
pub mod plan;
pub mod probe;
pub mod report;
pub mod system;
pub mod verdict;
