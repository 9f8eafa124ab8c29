//! Servers as children, and what `/proc` says of them.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::Result;
use crate::databases;

/// The name under which the site is served, whatever its port.
pub const HOST: &str = "localhost:8080";

/// A server that runs as long as this lives.
pub struct Server {
    child: Child,
    /// Where it answers.
    pub address: SocketAddr,
}

impl Server {
    /// Starts the real program on a database, without rate limits.
    pub fn site(database: &Path, log: &str) -> Result<Self> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cmonstage"));
        command
            .arg("serve")
            .args(["--listen", "127.0.0.1:0", "--base-url", &format!("http://{HOST}")])
            .arg("--db")
            .arg(database)
            .arg("--key")
            .arg(databases::folder()?.join("key"))
            .env("CMONSTAGE_LIMITS", "off");
        match log {
            "" => command.env_remove("RUST_LOG"),
            log => command.env("RUST_LOG", log),
        };
        Self::start(command)
    }

    /// Starts a program that prints its address on a line.
    pub fn start(mut command: Command) -> Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        let out = child.stdout.take().ok_or("no standard output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let address = line.trim().trim_start_matches("http://").parse();
        let address = address.map_err(|_| format!("the server did not start: « {line} »"))?;
        Ok(Self { child, address })
    }

    /// Nanoseconds of processor that each of its threads has had.
    pub fn cpu(&self) -> Result<Cpu> {
        let mut threads = HashMap::new();
        for task in fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            let task = task?;
            // A thread may end between the listing and the reading.
            let Ok(said) = fs::read_to_string(task.path().join("schedstat")) else { continue };
            let spent = said.split_whitespace().next().ok_or("an empty schedstat")?.parse()?;
            threads.insert(task.file_name().to_string_lossy().into_owned(), spent);
        }
        Ok(Cpu(threads))
    }

    /// KiB of memory it holds.
    pub fn resident(&self) -> Result<u64> {
        self.status("VmRSS:")
    }

    /// KiB of memory that it has held at most.
    pub fn peak(&self) -> Result<u64> {
        self.status("VmHWM:")
    }

    fn status(&self, name: &str) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with(name)).ok_or("no such line")?;
        Ok(line.split_whitespace().nth(1).ok_or("an empty line")?.parse()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Politely, so that it folds its journal into the database; whatever remains is killed.
        let asked = Command::new("kill").arg(self.child.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

/// A reading of [`Server::cpu`].
pub struct Cpu(HashMap<String, u64>);

impl Cpu {
    /// Nanoseconds spent since `earlier`, by threads of both readings and by those born since.
    pub fn since(&self, earlier: &Self) -> u64 {
        self.0.iter().map(|(id, spent)| spent.saturating_sub(*earlier.0.get(id).unwrap_or(&0))).sum()
    }
}
