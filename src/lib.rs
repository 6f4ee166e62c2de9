//! aws-netcheck
pub mod catalogue;
pub mod evidence;
pub mod names;
pub mod plan;
pub mod report;
pub mod verdict;
