//! Compresses the files of `data/`, so that three megabytes of reference data weigh little in the
//! executable (`src/reference/` embeds the results), and joins the script of every page, as small as
//! gzip can be written (`src/web/assets.rs` embeds it).

use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::{env, io};

use flate2::{Compression, write::GzEncoder};

fn main() -> Result<(), Box<dyn Error>> {
    let data = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("data");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed={}", data.display());
    println!("cargo::rerun-if-changed=src/build.rs");
    for entry in fs::read_dir(&data)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "csv") {
            println!("cargo::rerun-if-changed={}", path.display());
            compress(&path, &out)?;
        }
    }
    write_script(&out)
}

/// htmx as it is, then our behaviours without the comments and the indentation that only the source
/// needs; a comment there has its line to itself. Zopfli takes seconds to spare the half kilobyte by
/// which a first view stays within its bounds, so it works here and not at each start.
fn write_script(out: &Path) -> Result<(), Box<dyn Error>> {
    let assets = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("assets");
    let htmx = assets.join("vendor/htmx.min.js");
    let mut behaviours: Vec<PathBuf> = fs::read_dir(assets.join("js"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    behaviours.sort();
    println!("cargo::rerun-if-changed={}", assets.join("js").display());
    let mut pieces = vec![fs::read_to_string(&htmx)?];
    for path in behaviours.iter().chain([&htmx]) {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    for path in &behaviours {
        let source = fs::read_to_string(path)?;
        let lines = source.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
        pieces.push(lines.collect::<Vec<_>>().join("\n"));
    }
    let script = pieces.join("\n;\n");
    fs::write(out.join("script.js"), &script)?;
    let compressed = File::create(out.join("script.js.gz"))?;
    zopfli::compress(zopfli::Options::default(), zopfli::Format::Gzip, script.as_bytes(), compressed)?;
    Ok(())
}

fn compress(path: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let name = path.file_name().ok_or("a file without a name")?.to_string_lossy();
    let target = File::create(out.join(format!("{name}.gz")))?;
    let mut encoder = GzEncoder::new(target, Compression::best());
    io::copy(&mut File::open(path)?, &mut encoder)?;
    encoder.finish()?;
    Ok(())
}
