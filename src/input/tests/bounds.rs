//! Input that asks for more than it is worth: each file here is small, and what it stands for is large.

use super::{load, reasons, write};
use crate::observe::SkipReason;

#[cfg(feature = "parquet")]
mod columns {
    use super::*;
    use arrow_array::builder::{ListBuilder, StringDictionaryBuilder};
    use arrow_array::types::Int32Type;
    use arrow_array::{ArrayRef, DictionaryArray, Int32Array, ListArray, RecordBatch, StringArray};
    use arrow_ipc::writer::{IpcWriteOptions, StreamWriter};
    use parquet::arrow::ArrowWriter;
    use parquet::basic::{BrotliLevel, Compression, Encoding, GzipLevel, ZstdLevel};
    use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder};
    use std::sync::Arc;

    const LONG: usize = 8 << 20;

    /// Many rows with one text between them, which a dictionary holds once.
    fn shared(rows: usize) -> RecordBatch {
        let text: ArrayRef = Arc::new(StringArray::from(vec!["The harbour is closed. ".repeat(LONG / 23)]));
        let keys = Int32Array::from(vec![0; rows]);
        let texts: ArrayRef = Arc::new(DictionaryArray::try_new(keys, text).unwrap());
        RecordBatch::try_from_iter(vec![("text", texts)]).unwrap()
    }

    fn parquet(batch: &RecordBatch, properties: WriterPropertiesBuilder) -> Vec<u8> {
        let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties.build())).unwrap();
        writer.write(batch).unwrap();
        writer.into_inner().unwrap()
    }

    fn zstd() -> WriterPropertiesBuilder {
        WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::try_new(1).unwrap()))
    }

    fn arrow(batch: &RecordBatch) -> Vec<u8> {
        let options =
            IpcWriteOptions::default().try_with_compression(Some(arrow_ipc::CompressionType::ZSTD)).unwrap();
        let mut writer = StreamWriter::try_new_with_options(Vec::new(), &batch.schema(), options).unwrap();
        writer.write(batch).unwrap();
        writer.into_inner().unwrap()
    }

    #[test]
    fn a_text_that_many_rows_share_is_read_until_it_is_out_of_proportion() {
        let batch = shared(40);
        let larger = WriterProperties::builder().set_dictionary_page_size_limit(2 * LONG);
        for (name, bytes) in [
            ("a.parquet", parquet(&batch, zstd().set_dictionary_page_size_limit(2 * LONG))),
            ("plain.parquet", parquet(&batch, larger)),
            ("a.arrows", arrow(&batch)),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let input = load(&[write(folder.path(), name, &bytes)]);
            if name == "plain.parquet" {
                // Eight MiB are a fortieth of what they stand for, and all of that is read.
                assert!(bytes.len() > LONG / 2, "{}", bytes.len());
                assert_eq!((input.documents.len(), reasons(&input)), (40, vec![]));
                continue;
            }
            assert!(bytes.len() < 100_000, "{name}: {}", bytes.len());
            assert_eq!(reasons(&input), [(None, SkipReason::Damaged)], "{name}");
            assert!(input.skips[0].detail.contains("256 MiB and 250 times its size"), "{name}");
            assert!((20..40).contains(&input.documents.len()), "{name}: {}", input.documents.len());
            assert!(input.documents.iter().all(|document| document.text.len() > LONG - 30));
        }
    }

    #[test]
    fn a_list_of_one_text_again_and_again_is_one_record_that_is_too_large() {
        let mut lists = ListBuilder::new(StringDictionaryBuilder::<Int32Type>::new());
        for items in [1, 200] {
            (0..items).for_each(|_| lists.values().append("A line. ".repeat(LONG / 8)).map(drop).unwrap());
            lists.append(true);
        }
        let lists: ArrayRef = Arc::new(lists.finish());
        let batch = RecordBatch::try_from_iter(vec![("text", lists)]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let bytes = parquet(&batch, zstd().set_dictionary_page_size_limit(2 * LONG));
        let input = load(&[write(folder.path(), "a.parquet", &bytes)]);
        assert_eq!(reasons(&input), [(None, SkipReason::Damaged), (Some(2), SkipReason::TooLarge)]);
        assert_eq!(input.documents.len(), 1);
    }

    #[test]
    fn rows_of_nothing_are_counted_and_not_kept() {
        const ROWS: usize = 3_000_000;
        let texts: ArrayRef = Arc::new(StringArray::new_null(ROWS));
        let batch = RecordBatch::try_from_iter(vec![("text", texts)]).unwrap();
        for (name, bytes) in [("a.parquet", parquet(&batch, zstd())), ("a.arrows", arrow(&batch))] {
            let folder = tempfile::tempdir().unwrap();
            let input = load(&[write(folder.path(), name, &bytes)]);
            assert!(input.skips.len() < 2000, "{name}: {}", input.skips.len());
            assert_eq!(input.documents.len(), 0);
        }
    }

    #[test]
    fn more_rows_of_nothing_than_a_file_is_worth_are_refused() {
        const ROWS: usize = 40_000_000;
        let texts: ArrayRef = Arc::new(StringArray::new_null(ROWS));
        let batch = RecordBatch::try_from_iter(vec![("text", texts)]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let bytes = parquet(&batch, zstd().set_max_row_group_row_count(Some(ROWS)));
        let input = load(&[write(folder.path(), "a.parquet", &bytes)]);
        assert_eq!(reasons(&input), [(None, SkipReason::Damaged)]);
    }

    #[test]
    fn texts_that_say_only_how_they_differ_are_read_a_few_at_a_time() {
        let text = "The harbour is closed. ".repeat((1 << 20) / 23);
        let texts: Vec<String> = (0..20).map(|at| format!("{text}{at}")).collect();
        let texts: ArrayRef = Arc::new(StringArray::from(texts));
        let batch = RecordBatch::try_from_iter(vec![("text", texts)]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let properties = zstd().set_dictionary_enabled(false).set_encoding(Encoding::DELTA_BYTE_ARRAY);
        let input = load(&[write(folder.path(), "a.parquet", &parquet(&batch, properties))]);
        assert_eq!((input.documents.len(), reasons(&input)), (20, vec![]));
    }

    #[test]
    fn every_packing_of_pages_is_looked_over_and_read() {
        let texts: ArrayRef = Arc::new(StringArray::from(
            (0..50).map(|at| format!("{at} ").repeat(50_000)).collect::<Vec<_>>(),
        ));
        let batch = RecordBatch::try_from_iter(vec![("text", texts)]).unwrap();
        for packing in [
            Compression::UNCOMPRESSED,
            Compression::SNAPPY,
            Compression::GZIP(GzipLevel::default()),
            Compression::BROTLI(BrotliLevel::default()),
            Compression::LZ4_RAW,
            Compression::ZSTD(ZstdLevel::default()),
        ] {
            for version in [
                parquet::file::properties::WriterVersion::PARQUET_1_0,
                parquet::file::properties::WriterVersion::PARQUET_2_0,
            ] {
                let properties =
                    WriterProperties::builder().set_compression(packing).set_writer_version(version);
                let folder = tempfile::tempdir().unwrap();
                let input = load(&[write(folder.path(), "a.parquet", &parquet(&batch, properties))]);
                assert_eq!((input.documents.len(), reasons(&input)), (50, vec![]), "{packing} {version:?}");
            }
        }
    }

    #[test]
    fn lists_keep_their_order_and_what_is_empty_in_them() {
        let mut lists = ListBuilder::new(arrow_array::builder::StringBuilder::new());
        lists.append_value([Some("one"), None, Some("two")]);
        lists.append_null();
        lists.append_value([Some("a longer text than a view can hold in itself")]);
        let lists: ListArray = lists.finish();
        let batch = RecordBatch::try_from_iter(vec![("text", Arc::new(lists) as ArrayRef)]).unwrap();
        for (name, bytes) in [("a.parquet", parquet(&batch, zstd())), ("a.arrows", arrow(&batch))] {
            let folder = tempfile::tempdir().unwrap();
            let input = load(&[write(folder.path(), name, &bytes)]);
            let texts: Vec<&str> = input.documents.iter().map(|document| document.text.as_str()).collect();
            assert_eq!(texts, ["one\ntwo", "a longer text than a view can hold in itself"], "{name}");
        }
    }

    /// Puts another length in the place of each length that a header may have, and says how every file ends.
    #[test]
    fn a_page_that_lies_about_its_lengths_is_a_skip() {
        let texts: ArrayRef = Arc::new(StringArray::from(vec!["The harbour is closed."; 40]));
        let batch = RecordBatch::try_from_iter(vec![("text", texts)]).unwrap();
        for packing in [
            Compression::GZIP(GzipLevel::default()),
            Compression::ZSTD(ZstdLevel::default()),
            Compression::UNCOMPRESSED,
        ] {
            let bytes = parquet(&batch, WriterProperties::builder().set_compression(packing));
            for at in (4..bytes.len()).step_by(5) {
                for lie in [&[0xFF, 0xFF, 0xFF, 0xFF, 0x0F][..], &[0xFF; 9]] {
                    let mut lying = bytes.clone();
                    lying.splice(at..=at, lie.iter().copied());
                    let folder = tempfile::tempdir().unwrap();
                    let input = load(&[write(folder.path(), "a.parquet", &lying)]);
                    assert!(!input.skips.is_empty() || input.documents.len() == 40, "{at}");
                }
            }
        }
    }
}

fn packed(name: &str, bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    match name {
        "gz" => super::gz(bytes),
        "bz2" => {
            let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        "xz" => {
            let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 0);
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        _ => zstd::encode_all(bytes, 1).unwrap(),
    }
}

#[test]
fn empty_members_cost_next_to_nothing_and_a_few_of_them_are_no_matter() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["gz", "bz2", "xz", "zst"] {
        let (empty, text) = (packed(name, b""), packed(name, b"The harbour is closed."));
        let few = [text.clone(), empty.repeat(300), text.clone()].concat();
        let input = load(&[write(folder.path(), &format!("few.txt.{name}"), &few)]);
        assert_eq!(input.documents[0].text, "The harbour is closed.".repeat(2), "{name}");
        assert_eq!(reasons(&input), [], "{name}");
        let many = [text.clone(), empty.repeat(357_000), text].concat();
        let begun = std::time::Instant::now();
        let input = load(&[write(folder.path(), &format!("many.txt.{name}"), &many)]);
        assert!(begun.elapsed().as_secs() < 10, "{name}: {:?}", begun.elapsed());
        if matches!(name, "gz" | "bz2") {
            assert_eq!(reasons(&input), [(None, SkipReason::Damaged)], "{name}");
            assert!(input.skips[0].detail.starts_with("10000 empty members in a row"), "{name}");
        } else {
            assert_eq!(input.documents[0].text, "The harbour is closed.".repeat(2), "{name}");
        }
    }
}
