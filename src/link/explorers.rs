//! The block explorers that are trusted, main and test networks.
//!
//! Each is named in full, without wildcards; networks and explorers that were shut down (Goerli, Mumbai, `AlgoExplorer`) are
//! left out: a name that lapses can be bought by anybody.

/// The rule by which a link to a transaction may be followed, where it is known already: the page's program may get it later than an order.
#[derive(Clone, Copy)]
pub struct Explorers(Option<Rule>);

/// A link, the transaction's hash, and the hosts that the page trusts → the link as it may be followed.
type Rule = fn(&str, Option<&str>, &[String]) -> Option<String>;

impl Explorers {
    /// [`explorer`](super::explorer) is the rule.
    pub const KNOWN: Self = Self(Some(super::explorer));
    /// It is not known yet: no link may be followed.
    pub const UNKNOWN: Self = Self(None);

    /// The link to a transaction, if it may be followed.
    pub fn link(self, link: &str, hash: Option<&str>, extra_hosts: &[String]) -> Option<String> {
        self.0?(link, hash, extra_hosts)
    }
}

/// There is one rule, so only whether it is known makes a difference. (Addresses of functions say nothing about their being the same.)
impl PartialEq for Explorers {
    fn eq(&self, other: &Self) -> bool {
        self.0.is_some() == other.0.is_some()
    }
}

impl Eq for Explorers {}

impl std::fmt::Debug for Explorers {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(if self.0.is_some() { "Known" } else { "Unknown" })
    }
}

/// Their hosts, sorted, each with a line end: one text, since a table of 136 addresses costs a kilobyte more.
#[rustfmt::skip]
pub const EXPLORERS: &str = concat!(
    "abscan.org\n",                    // Abstract
    "allo.info\n",                     // Algorand
    "amoy.polygonscan.com\n",          // Polygon Amoy
    "apescan.io\n",                    // ApeChain
    "app.fuel.network\n",              // Fuel
    "app.roninchain.com\n",            // Ronin
    "arbiscan.io\n",                   // Arbitrum One
    "arbitrum.blockscout.com\n",       // Arbitrum One
    "assethub-polkadot.subscan.io\n",  // Polkadot Asset Hub
    "base-sepolia.blockscout.com\n",   // Base Sepolia
    "base.blockscout.com\n",           // Base
    "basescan.org\n",                  // Base
    "berascan.com\n",                  // Berachain
    "bithomp.com\n",                   // XRP Ledger
    "blastscan.io\n",                  // Blast
    "blockchair.com\n",                // Bitcoin, Bitcoin Cash, Litecoin, Dogecoin …
    "blockstream.info\n",              // Bitcoin
    "bscscan.com\n",                   // BNB Smart Chain
    "calibration.filfox.info\n",       // Filecoin Calibration
    "cardanoscan.io\n",                // Cardano
    "celo-sepolia.blockscout.com\n",   // Celo Sepolia
    "celoscan.io\n",                   // Celo
    "cexplorer.io\n",                  // Cardano
    "dogechain.info\n",                // Dogecoin
    "era.zksync.network\n",            // zkSync Era
    "eth-sepolia.blockscout.com\n",    // Ethereum Sepolia
    "eth.blockscout.com\n",            // Ethereum
    "etherscan.io\n",                  // Ethereum
    "ethplorer.io\n",                  // Ethereum
    "evm.flowscan.io\n",               // Flow EVM
    "explorer.aptoslabs.com\n",        // Aptos
    "explorer.celo.org\n",             // Celo
    "explorer.chromia.com\n",          // Chromia
    "explorer.cronos.org\n",           // Cronos
    "explorer.hiro.so\n",              // Stacks
    "explorer.immutable.com\n",        // Immutable zkEVM
    "explorer.injective.network\n",    // Injective
    "explorer.inkonchain.com\n",       // Ink
    "explorer.iota.org\n",             // IOTA
    "explorer.kaspa.org\n",            // Kaspa
    "explorer.metis.io\n",             // Metis
    "explorer.multiversx.com\n",       // MultiversX
    "explorer.optimism.io\n",          // OP Mainnet
    "explorer.perawallet.app\n",       // Algorand
    "explorer.roninchain.com\n",       // Ronin
    "explorer.solana.com\n",           // Solana
    "explorer.testnet.immutable.com\n",  // Immutable zkEVM testnet
    "explorer.zksync.io\n",            // zkSync Era
    "explorer.zora.energy\n",          // Zora
    "filfox.info\n",                   // Filecoin
    "flare-explorer.flare.network\n",  // Flare
    "gnosis.blockscout.com\n",         // Gnosis
    "gnosisscan.io\n",                 // Gnosis
    "hashscan.io\n",                   // Hedera
    "hederaexplorer.io\n",             // Hedera
    "holesky.etherscan.io\n",          // Ethereum Holesky
    "hoodi.etherscan.io\n",            // Ethereum Hoodi
    "hyperevmscan.io\n",               // HyperEVM
    "kaiascan.io\n",                   // Kaia
    "kairos.kaiascan.io\n",            // Kaia Kairos
    "kusama.subscan.io\n",             // Kusama
    "lineascan.build\n",               // Linea
    "litecoinspace.org\n",             // Litecoin
    "live.blockcypher.com\n",          // Bitcoin, Litecoin, Dogecoin, Dash
    "livenet.xrpl.org\n",              // XRP Ledger
    "mantlescan.xyz\n",                // Mantle
    "mempool.space\n",                 // Bitcoin
    "mintscan.io\n",                   // Cosmos chains
    "monadscan.com\n",                 // Monad
    "moonbase.moonscan.io\n",          // Moonbase Alpha
    "moonbeam.moonscan.io\n",          // Moonbeam
    "moonriver.moonscan.io\n",         // Moonriver
    "moonscan.io\n",                   // Moonbeam
    "nearblocks.io\n",                 // NEAR
    "nile.tronscan.org\n",             // TRON Nile
    "nova.arbiscan.io\n",              // Arbitrum Nova
    "opbnb.bscscan.com\n",             // opBNB
    "opbnbscan.com\n",                 // opBNB
    "optimism.blockscout.com\n",       // OP Mainnet
    "optimistic.etherscan.io\n",       // OP Mainnet
    "polkadot.subscan.io\n",           // Polkadot
    "polygonscan.com\n",               // Polygon
    "preprod.cardanoscan.io\n",        // Cardano preprod
    "scrollscan.com\n",                // Scroll
    "seitrace.com\n",                  // Sei
    "sepolia-optimism.etherscan.io\n", // OP Sepolia
    "sepolia.abscan.org\n",            // Abstract Sepolia
    "sepolia.arbiscan.io\n",           // Arbitrum Sepolia
    "sepolia.basescan.org\n",          // Base Sepolia
    "sepolia.blastscan.io\n",          // Blast Sepolia
    "sepolia.etherscan.io\n",          // Ethereum Sepolia
    "sepolia.explorer.zksync.io\n",    // zkSync Era Sepolia
    "sepolia.lineascan.build\n",       // Linea Sepolia
    "sepolia.mantlescan.xyz\n",        // Mantle Sepolia
    "sepolia.scrollscan.com\n",        // Scroll Sepolia
    "sepolia.uniscan.xyz\n",           // Unichain Sepolia
    "sepolia.voyager.online\n",        // Starknet Sepolia
    "sepolia.worldscan.org\n",         // World Chain Sepolia
    "shasta.tronscan.org\n",           // TRON Shasta
    "snowscan.xyz\n",                  // Avalanche C-Chain
    "snowtrace.io\n",                  // Avalanche C-Chain
    "solana.fm\n",                     // Solana
    "solscan.io\n",                    // Solana
    "soneium.blockscout.com\n",        // Soneium
    "sonicscan.org\n",                 // Sonic
    "starkscan.co\n",                  // Starknet
    "stellar.expert\n",                // Stellar
    "subnets-test.avax.network\n",     // Avalanche Fuji
    "subnets.avax.network\n",          // Avalanche
    "suiscan.xyz\n",                   // Sui
    "suivision.xyz\n",                 // Sui
    "taikoscan.io\n",                  // Taiko
    "testnet-explorer.multiversx.com\n", // MultiversX testnet
    "testnet.bscscan.com\n",           // BNB Smart Chain testnet
    "testnet.explorer.perawallet.app\n", // Algorand testnet
    "testnet.nearblocks.io\n",         // NEAR testnet
    "testnet.snowscan.xyz\n",          // Avalanche Fuji
    "testnet.snowtrace.io\n",          // Avalanche Fuji
    "testnet.suivision.xyz\n",         // Sui testnet
    "testnet.tonscan.org\n",           // TON testnet
    "testnet.tonviewer.com\n",         // TON testnet
    "testnet.xrpl.org\n",              // XRP Ledger testnet
    "tonscan.org\n",                   // TON
    "tonviewer.com\n",                 // TON
    "tronscan.org\n",                  // TRON
    "tzkt.io\n",                       // Tezos
    "uniscan.xyz\n",                   // Unichain
    "viewblock.io\n",                  // Arweave, Zilliqa …
    "voyager.online\n",                // Starknet
    "worldscan.org\n",                 // World Chain
    "www.blockchain.com\n",            // Bitcoin, Bitcoin Cash, Ethereum
    "www.flowscan.io\n",               // Flow
    "www.mintscan.io\n",               // Cosmos chains
    "www.oklink.com\n",                // many
    "xrpscan.com\n",                   // XRP Ledger
    "zkevm.polygonscan.com\n",         // Polygon zkEVM
);
