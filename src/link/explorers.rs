//! The block explorers that are trusted, main and test networks.
//!
//! Each is named in full, without wildcards; networks and explorers that were shut down (Goerli, Mumbai, `AlgoExplorer`) are
//! left out: a name that lapses can be bought by anybody.

/// Their hosts, sorted (they are found by binary search).
#[rustfmt::skip]
pub const EXPLORERS: [&str; 133] = [
    "abscan.org",                      // Abstract
    "allo.info",                       // Algorand
    "amoy.polygonscan.com",            // Polygon Amoy
    "apescan.io",                      // ApeChain
    "app.roninchain.com",              // Ronin
    "arbiscan.io",                     // Arbitrum One
    "arbitrum.blockscout.com",         // Arbitrum One
    "assethub-polkadot.subscan.io",    // Polkadot Asset Hub
    "base-sepolia.blockscout.com",     // Base Sepolia
    "base.blockscout.com",             // Base
    "basescan.org",                    // Base
    "berascan.com",                    // Berachain
    "bithomp.com",                     // XRP Ledger
    "blastscan.io",                    // Blast
    "blockchair.com",                  // Bitcoin, Bitcoin Cash, Litecoin, Dogecoin …
    "blockstream.info",                // Bitcoin
    "bscscan.com",                     // BNB Smart Chain
    "calibration.filfox.info",         // Filecoin Calibration
    "cardanoscan.io",                  // Cardano
    "celo-sepolia.blockscout.com",     // Celo Sepolia
    "celoscan.io",                     // Celo
    "cexplorer.io",                    // Cardano
    "dogechain.info",                  // Dogecoin
    "era.zksync.network",              // zkSync Era
    "eth-sepolia.blockscout.com",      // Ethereum Sepolia
    "eth.blockscout.com",              // Ethereum
    "etherscan.io",                    // Ethereum
    "ethplorer.io",                    // Ethereum
    "evm.flowscan.io",                 // Flow EVM
    "explorer.aptoslabs.com",          // Aptos
    "explorer.celo.org",               // Celo
    "explorer.cronos.org",             // Cronos
    "explorer.hiro.so",                // Stacks
    "explorer.immutable.com",          // Immutable zkEVM
    "explorer.injective.network",      // Injective
    "explorer.inkonchain.com",         // Ink
    "explorer.iota.org",               // IOTA
    "explorer.kaspa.org",              // Kaspa
    "explorer.metis.io",               // Metis
    "explorer.multiversx.com",         // MultiversX
    "explorer.optimism.io",            // OP Mainnet
    "explorer.perawallet.app",         // Algorand
    "explorer.roninchain.com",         // Ronin
    "explorer.solana.com",             // Solana
    "explorer.testnet.immutable.com",  // Immutable zkEVM testnet
    "explorer.zksync.io",              // zkSync Era
    "explorer.zora.energy",            // Zora
    "filfox.info",                     // Filecoin
    "flare-explorer.flare.network",    // Flare
    "gnosis.blockscout.com",           // Gnosis
    "gnosisscan.io",                   // Gnosis
    "hashscan.io",                     // Hedera
    "holesky.etherscan.io",            // Ethereum Holesky
    "hoodi.etherscan.io",              // Ethereum Hoodi
    "hyperevmscan.io",                 // HyperEVM
    "kaiascan.io",                     // Kaia
    "kairos.kaiascan.io",              // Kaia Kairos
    "kusama.subscan.io",               // Kusama
    "lineascan.build",                 // Linea
    "litecoinspace.org",               // Litecoin
    "live.blockcypher.com",            // Bitcoin, Litecoin, Dogecoin, Dash
    "livenet.xrpl.org",                // XRP Ledger
    "mantlescan.xyz",                  // Mantle
    "mempool.space",                   // Bitcoin
    "mintscan.io",                     // Cosmos chains
    "monadscan.com",                   // Monad
    "moonbase.moonscan.io",            // Moonbase Alpha
    "moonbeam.moonscan.io",            // Moonbeam
    "moonriver.moonscan.io",           // Moonriver
    "moonscan.io",                     // Moonbeam
    "nearblocks.io",                   // NEAR
    "nile.tronscan.org",               // TRON Nile
    "nova.arbiscan.io",                // Arbitrum Nova
    "opbnb.bscscan.com",               // opBNB
    "opbnbscan.com",                   // opBNB
    "optimism.blockscout.com",         // OP Mainnet
    "optimistic.etherscan.io",         // OP Mainnet
    "polkadot.subscan.io",             // Polkadot
    "polygonscan.com",                 // Polygon
    "preprod.cardanoscan.io",          // Cardano preprod
    "scrollscan.com",                  // Scroll
    "seitrace.com",                    // Sei
    "sepolia-optimism.etherscan.io",   // OP Sepolia
    "sepolia.abscan.org",              // Abstract Sepolia
    "sepolia.arbiscan.io",             // Arbitrum Sepolia
    "sepolia.basescan.org",            // Base Sepolia
    "sepolia.blastscan.io",            // Blast Sepolia
    "sepolia.etherscan.io",            // Ethereum Sepolia
    "sepolia.explorer.zksync.io",      // zkSync Era Sepolia
    "sepolia.lineascan.build",         // Linea Sepolia
    "sepolia.mantlescan.xyz",          // Mantle Sepolia
    "sepolia.scrollscan.com",          // Scroll Sepolia
    "sepolia.uniscan.xyz",             // Unichain Sepolia
    "sepolia.voyager.online",          // Starknet Sepolia
    "sepolia.worldscan.org",           // World Chain Sepolia
    "shasta.tronscan.org",             // TRON Shasta
    "snowscan.xyz",                    // Avalanche C-Chain
    "snowtrace.io",                    // Avalanche C-Chain
    "solana.fm",                       // Solana
    "solscan.io",                      // Solana
    "soneium.blockscout.com",          // Soneium
    "sonicscan.org",                   // Sonic
    "starkscan.co",                    // Starknet
    "stellar.expert",                  // Stellar
    "subnets-test.avax.network",       // Avalanche Fuji
    "subnets.avax.network",            // Avalanche
    "suiscan.xyz",                     // Sui
    "suivision.xyz",                   // Sui
    "taikoscan.io",                    // Taiko
    "testnet-explorer.multiversx.com", // MultiversX testnet
    "testnet.bscscan.com",             // BNB Smart Chain testnet
    "testnet.explorer.perawallet.app", // Algorand testnet
    "testnet.nearblocks.io",           // NEAR testnet
    "testnet.snowscan.xyz",            // Avalanche Fuji
    "testnet.snowtrace.io",            // Avalanche Fuji
    "testnet.suivision.xyz",           // Sui testnet
    "testnet.tonscan.org",             // TON testnet
    "testnet.tonviewer.com",           // TON testnet
    "testnet.xrpl.org",                // XRP Ledger testnet
    "tonscan.org",                     // TON
    "tonviewer.com",                   // TON
    "tronscan.org",                    // TRON
    "tzkt.io",                         // Tezos
    "uniscan.xyz",                     // Unichain
    "viewblock.io",                    // Arweave, Zilliqa …
    "voyager.online",                  // Starknet
    "worldscan.org",                   // World Chain
    "www.blockchain.com",              // Bitcoin, Bitcoin Cash, Ethereum
    "www.flowscan.io",                 // Flow
    "www.mintscan.io",                 // Cosmos chains
    "www.oklink.com",                  // many
    "xrpscan.com",                     // XRP Ledger
    "zkevm.polygonscan.com",           // Polygon zkEVM
];
