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
    write_scripts(&out)
}

/// htmx as it is, then our behaviours; and those that only the extranet needs, by themselves. Zopfli takes
/// seconds to spare the half kilobyte by which a first view stays within its bounds, so it works here and
/// not at each start.
fn write_scripts(out: &Path) -> Result<(), Box<dyn Error>> {
    let assets = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("assets");
    let htmx = assets.join("vendor/htmx.min.js");
    println!("cargo::rerun-if-changed={}", htmx.display());
    let mut pieces = vec![fs::read_to_string(&htmx)?];
    pieces.extend(behaviours(&assets.join("js"))?);
    write_compressed(&pieces.join("\n;\n"), out, "script.js")?;
    write_compressed(&behaviours(&assets.join("extranet"))?.join("\n;\n"), out, "extranet.js")
}

/// The scripts of a folder in the order of their names, without the comments and the indentation that only
/// the source needs; a comment there has its line to itself.
fn behaviours(folder: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "js"));
    paths.sort();
    let mut pieces = Vec::new();
    for path in &paths {
        println!("cargo::rerun-if-changed={}", path.display());
        let source = fs::read_to_string(path)?;
        let lines = source.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
        pieces.push(lines.collect::<Vec<_>>().join("\n"));
    }
    Ok(pieces)
}

fn write_compressed(script: &str, out: &Path, name: &str) -> Result<(), Box<dyn Error>> {
    fs::write(out.join(name), script)?;
    let compressed = File::create(out.join(format!("{name}.gz")))?;
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
