//! Who is at the other end: the client's address behind trusted proxies, and the name under which
//! it reached us.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Uri, header};

/// The address of the site as people type it, without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    text: String,
    hosts: Vec<String>,
    secure: bool,
}

impl BaseUrl {
    /// Reads `http://…` or `https://…` with a host, an optional port and nothing else.
    ///
    /// # Errors
    /// A French sentence for the person who started the program.
    pub fn parse(text: &str) -> Result<Self, String> {
        let refusal = || {
            format!(
                "« {text} » n’est pas une adresse de site : écrivez par exemple https://stages.example.org"
            )
        };
        let uri: Uri = text.parse().map_err(|_| refusal())?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(refusal()),
        };
        let host = uri.authority().ok_or_else(refusal)?.as_str().to_ascii_lowercase();
        if host.contains('@') || !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return Err(refusal());
        }
        Ok(Self { text: text.trim_end_matches('/').to_owned(), hosts: vec![host], secure })
    }

    /// The same site reached by any name of this machine, for demonstrations and tests.
    pub fn on_loopback(address: SocketAddr) -> Self {
        let port = address.port();
        Self {
            text: format!("http://{address}"),
            hosts: ["localhost", "127.0.0.1", "[::1]"].map(|host| format!("{host}:{port}")).to_vec(),
            secure: false,
        }
    }

    /// The address of a path of the site.
    pub fn with(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its host, without a port.
    pub fn host(&self) -> &str {
        let host = self.text.split_once("://").map_or(self.text.as_str(), |(_, rest)| rest);
        match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => host,
        }
    }

    /// Whether it is this machine alone that can reach it.
    pub fn is_on_loopback(&self) -> bool {
        let host = self.host();
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
    }

    /// Whether it is served over TLS.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// Whether a request reached us under our own name.
    pub fn answers_to(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        let host = uri.authority().map(|authority| authority.as_str()).or_else(|| {
            let mut values = headers.get_all(header::HOST).iter();
            match (values.next(), values.next()) {
                (Some(value), None) => value.to_str().ok(),
                _ => None,
            }
        });
        host.is_some_and(|host| self.hosts.iter().any(|ours| ours.eq_ignore_ascii_case(host)))
    }
}

/// Proxies in front of the program: what they say of the client's address is believed.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<IpAddr>);

impl FromStr for TrustedProxies {
    type Err = String;

    /// Addresses separated by commas.
    fn from_str(text: &str) -> Result<Self, String> {
        text.split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| part.parse().map_err(|_| format!("« {part} » n’est pas une adresse IP")))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl TrustedProxies {
    /// Whether an address is one of theirs.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }

    /// The client's address: the nearest one that is not a trusted proxy's. Only `X-Forwarded-For`
    /// is read, from its right end, and only when the connection comes from a trusted proxy.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut nearest = peer.to_canonical();
        let hops: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        for hop in hops.into_iter().rev() {
            if !self.contains(nearest) {
                break;
            }
            match hop.trim().parse::<IpAddr>() {
                Ok(address) => nearest = address.to_canonical(),
                Err(_) => break,
            }
        }
        nearest
    }
}

/// The address at the other end of the connection; loopback when a test calls the router itself.
pub fn peer(info: Option<&ConnectInfo<SocketAddr>>) -> IpAddr {
    info.map_or(IpAddr::V6(Ipv6Addr::LOCALHOST), |ConnectInfo(address)| address.ip())
}

/// What limits count by: an IPv4 address, or the /64 that one subscriber holds.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from(u128::from(address) & !u128::from(u64::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forwarded(text: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", text.parse().unwrap());
        headers
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let proxies: TrustedProxies = "10.0.0.1, ::1".parse().unwrap();
        let cases = [
            ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
            ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
            ("10.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
            ("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
            ("10.0.0.1", "nonsense", "10.0.0.1"),
            ("10.0.0.1", "1.2.3.4, nonsense", "10.0.0.1"),
            ("::1", "2001:db8::7", "2001:db8::7"),
            ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
            ("10.0.0.1", "", "10.0.0.1"),
            ("10.0.0.2", "", "10.0.0.2"),
        ];
        for (peer, header, expected) in cases {
            assert_eq!(
                proxies.client(peer.parse().unwrap(), &forwarded(header)),
                expected.parse::<IpAddr>().unwrap(),
                "{peer} {header}"
            );
        }
        assert!("10.0.0.0.1".parse::<TrustedProxies>().is_err());
    }

    #[test]
    fn one_subscriber_counts_once() {
        let network = |text: &str| super::network(text.parse().unwrap());
        assert_eq!(network("2001:db8:1:2:3::4"), network("2001:db8:1:2:ffff::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }

    #[test]
    fn a_base_address_is_a_site_and_nothing_more() {
        let base = BaseUrl::parse("https://stages.example.org/").unwrap();
        assert_eq!(base.with("/offres-de-stage"), "https://stages.example.org/offres-de-stage");
        assert!(base.is_secure());
        for wrong in [
            "",
            "stages.example.org",
            "ftp://a.example",
            "https://a.example/b",
            "https://u@a.example",
            "https://a.example?x",
        ] {
            assert!(BaseUrl::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn another_host_is_not_ours() {
        let base = BaseUrl::parse("https://stages.example.org").unwrap();
        let host = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, value.parse().unwrap());
            base.answers_to(&Uri::from_static("/"), &headers)
        };
        assert!(host("stages.example.org") && host("Stages.Example.ORG"));
        for wrong in [
            "",
            "evil.example",
            "stages.example.org.evil.example",
            "stages.example.org:8080",
            "evil.example#stages.example.org",
        ] {
            assert!(!host(wrong), "{wrong}");
        }
        assert!(!base.answers_to(&Uri::from_static("/"), &HeaderMap::new()));
    }
}
