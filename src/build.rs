//! Compresses the files of `data/`, so that three megabytes of reference data weigh little in the
//! executable. `src/reference/` embeds the results.

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
