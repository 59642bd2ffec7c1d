//! retold
pub mod document;
pub mod hash;
pub mod observe;
pub mod passages;
pub mod report;
pub mod span;
pub mod text;
