//! A browser without a window, driven through chromedriver: as much of `WebDriver` as the tests of the HTML report need,
//! over plain HTTP.
//!
//! Each `Browser` has a driver, a port and a profile of its own, so tests run beside each other.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

/// Keys that have no character.
pub(crate) mod key {
    pub(crate) const ENTER: char = '\u{e007}';
    pub(crate) const ESCAPE: char = '\u{e00c}';
    pub(crate) const TAB: char = '\u{e004}';
    pub(crate) const DOWN: char = '\u{e015}';
    pub(crate) const UP: char = '\u{e013}';
}

/// How long anything may take before a test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// Whoever measures time has the machine alone; all others share it.
static MACHINE: RwLock<()> = RwLock::new(());

enum Turn {
    Alone(#[expect(dead_code, reason = "held, not looked at")] RwLockWriteGuard<'static, ()>),
    Shared(#[expect(dead_code, reason = "held, not looked at")] RwLockReadGuard<'static, ()>),
}

pub(crate) struct Browser {
    _turn: Turn,
    driver: Child,
    port: u16,
    session: String,
    profile: tempfile::TempDir,
}

impl Browser {
    /// A new browser; nothing, and a word on standard error, where the machine has none.
    pub(crate) fn start() -> Option<Self> {
        Self::with(|| Turn::Shared(MACHINE.read().unwrap_or_else(PoisonError::into_inner)))
    }

    /// One that no other test's browser runs beside.
    pub(crate) fn start_alone() -> Option<Self> {
        Self::with(|| Turn::Alone(MACHINE.write().unwrap_or_else(PoisonError::into_inner)))
    }

    fn with(turn: impl FnOnce() -> Turn) -> Option<Self> {
        let found =
            program(&["chromedriver"]).zip(program(&["chromium", "chromium-browser", "google-chrome"]));
        let Some((driver, binary)) = found else {
            eprintln!("skipped: chromedriver and chromium are not on this machine");
            return None;
        };
        let turn = turn();
        // The port it takes may be taken by another one before it listens.
        let (driver, port) = (0..5).find_map(|_| ready(&driver)).expect("chromedriver takes no port");
        let profile = tempfile::tempdir().unwrap();
        let mut browser = Self { _turn: turn, driver, port, session: String::new(), profile };
        let flags = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--window-size=1400,1000",
            // Else it begins with a page of its own, which asks for much.
            "about:blank",
            &format!("--user-data-dir={}", browser.profile.path().display()),
        ];
        let wanted = json!({
            "browserName": "chrome",
            "goog:chromeOptions": {"binary": binary, "args": flags},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        });
        let made = browser.ask("POST", "/session", &json!({"capabilities": {"alwaysMatch": wanted}}));
        made["sessionId"].as_str().unwrap().clone_into(&mut browser.session);
        Some(browser)
    }

    /// Opens an address and waits until its page is loaded.
    pub(crate) fn open(&mut self, address: &str) {
        self.command("url", &json!({"url": address}));
    }

    /// What a script returns.
    pub(crate) fn run(&mut self, script: &str) -> Value {
        self.command("execute/sync", &json!({"script": script, "args": []}))
    }

    /// The text that an expression gives.
    pub(crate) fn text(&mut self, expression: &str) -> String {
        let value = self.run(&format!("return String({expression})"));
        value.as_str().unwrap().to_owned()
    }

    pub(crate) fn is(&mut self, expression: &str) -> bool {
        self.run(&format!("return Boolean({expression})")) == Value::Bool(true)
    }

    /// Waits until an expression is true.
    pub(crate) fn wait(&mut self, expression: &str) {
        let begun = Instant::now();
        while !self.is(expression) {
            let state = if begun.elapsed() > PATIENCE {
                self.text("location.hash + ' ' + document.body.innerText.slice(0, 600)")
            } else {
                String::new()
            };
            assert!(begun.elapsed() <= PATIENCE, "never came true: {expression}\n{state}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Presses keys one after another, wherever the focus is.
    pub(crate) fn press(&mut self, keys: &str) {
        let strokes: Vec<Value> = keys
            .chars()
            .flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": key.to_string()})))
            .collect();
        self.command("actions", &json!({"actions": [{"type": "key", "id": "keyboard", "actions": strokes}]}));
    }

    /// Gives a control a value as a user would.
    pub(crate) fn choose(&mut self, id: &str, value: &str) {
        let (id, value) = (json!(id), json!(value));
        self.run(&format!(
            "const it = document.getElementById({id}); it.value = {value}; \
             for (const name of ['input', 'change']) it.dispatchEvent(new Event(name, {{ bubbles: true }}));"
        ));
    }

    /// A command of the browser's own protocol.
    pub(crate) fn devtools(&mut self, name: &str, params: &Value) -> Value {
        self.command("goog/cdp/execute", &json!({"cmd": name, "params": params}))
    }

    /// The size of the window; of a phone too, which a window of a desktop cannot have.
    pub(crate) fn resize(&mut self, width: u32, height: u32) {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", &size);
    }

    /// What was logged since the last time: `browser` is the console, `performance` has the requests.
    pub(crate) fn log(&mut self, kind: &str) -> Vec<Value> {
        self.command("se/log", &json!({"type": kind})).as_array().unwrap().clone()
    }

    fn command(&mut self, name: &str, body: &Value) -> Value {
        let path = format!("/session/{}/{name}", self.session);
        self.ask("POST", &path, body)
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(90))).unwrap();
        let body = if method == "POST" { body.to_string() } else { String::new() };
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json; charset=utf-8\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.port,
            body.len()
        )
        .unwrap();
        let answer: Value = serde_json::from_slice(&content(stream)).unwrap();
        let value = answer["value"].clone();
        assert!(
            value.get("error").is_none(),
            "{method} {path}: {}",
            value["message"].as_str().unwrap_or_default()
        );
        value
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver closes its browser; without a session there is none.
        if !self.session.is_empty() && !std::thread::panicking() {
            self.ask("DELETE", &format!("/session/{}", self.session), &Value::Null);
        } else if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
            let gone = write!(
                stream,
                "DELETE /session/{} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
                self.session
            );
            let mut first = [0; 1];
            drop(gone.and_then(|()| stream.read(&mut first)));
        }
        drop(self.driver.kill());
        drop(self.driver.wait());
    }
}

/// The first of some programs that is on the path.
fn program(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file()))
}

/// A driver, and the port that it took, which it says when it is ready.
fn ready(program: &Path) -> Option<(Child, u16)> {
    let mut driver =
        Command::new(program).arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
        let (_, rest) = line.split_once("successfully on port ")?;
        rest.trim_end_matches('.').trim().parse().ok()
    });
    // What it says later is read as well, so that it never waits for a reader.
    std::thread::spawn(move || lines.for_each(drop));
    if port.is_none() {
        drop(driver.kill());
        drop(driver.wait());
    }
    port.map(|port| (driver, port))
}

/// The body of an answer.
fn content(stream: TcpStream) -> Vec<u8> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    body
}
