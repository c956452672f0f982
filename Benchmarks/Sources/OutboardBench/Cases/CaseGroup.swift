internal import BenchInterface
internal import Outboard

/// Cases that share a plugin process.
struct CaseGroup {
    /// Starts the process.
    let start: (ProcessorPair) throws -> BenchPair
    let cases: [BenchCase]

    /// The plugin that serves ``Bench``: the floor, bare rings and methods that do nothing.
    static func core(waiting: WaitPolicy = .adaptive) -> Self {
        Self(
            start: { try BenchPair(BenchClient.self, argument: "core", processors: $0, waiting: waiting) },
            cases: [
                BenchCase(title: CaseTitle(name: "floor", peer: .floor), make: FloorWorkload.init),
                BenchCase(title: CaseTitle(name: "raw", payloadBytes: 48), make: RawWorkload.init),
                BenchCase(title: CaseTitle(name: "typed-null")) { pair in
                    NullWorkload(client: try pair.plugin.client())
                },
            ] + echoes + pipelines)
    }

    private static let payloads = [8, 64, 1024, 4096, 65536, 1 << 20, 1 << 24]

    private static var echoes: [BenchCase] {
        payloads.map { byteCount in
            BenchCase(title: CaseTitle(name: "typed-echo", payloadBytes: byteCount)) { pair in
                EchoWorkload(client: try pair.plugin.client(), byteCount: byteCount)
            }
        }
            + payloads.map { byteCount in
                BenchCase(title: CaseTitle(name: "lent-echo", payloadBytes: byteCount)) { pair in
                    try LentEchoWorkload(pair: pair, byteCount: byteCount)
                }
            }
            + payloads.map { byteCount in
                BenchCase(title: CaseTitle(name: "lent", payloadBytes: byteCount)) { pair in
                    try LentWorkload(pair: pair, byteCount: byteCount)
                }
            }
    }

    private static var pipelines: [BenchCase] {
        let windows = [1, 8, 64]
        return windows.map { window in
            BenchCase(title: CaseTitle(name: "pipelined-raw", payloadBytes: 48, window: window)) { pair in
                RawPipelineWorkload(pair: pair, window: window)
            }
        }
            + windows.map { window in
                BenchCase(title: CaseTitle(name: "pipelined-typed", window: window)) { pair in
                    TypedPipelineWorkload(caller: try pair.plugin.client(BenchClient.self).caller, window: window)
                }
            }
    }
}
