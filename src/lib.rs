//! aws-netcheck
pub mod catalogue;
pub mod evidence;
pub mod exit;
pub mod names;
pub mod plan;
pub mod probe;
pub mod system;
pub mod verdict;
