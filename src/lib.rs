//! retold
pub mod document;
pub mod hash;
pub mod observe;
pub mod page;
pub mod report;
pub mod span;
pub mod text;
