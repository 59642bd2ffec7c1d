//! retold
pub mod copies;
pub mod document;
pub mod hash;
pub mod input;
pub mod observe;
pub mod passages;
pub mod report;
pub mod span;
pub mod stories;
pub mod text;
