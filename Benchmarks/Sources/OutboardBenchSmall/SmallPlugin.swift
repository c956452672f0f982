internal import BenchInterface
internal import OutboardPlugin

/// Serves ``Bench`` and nothing else: a small plugin, as a user would write it and link it.
@main
struct SmallPlugin: Plugin, Bench {
    init(configuration: NoConfiguration) {}

    var dispatcher: BenchDispatcher<Self> { BenchDispatcher(self) }

    func null() throws {}

    func echo(bytes: [UInt8]) throws -> [UInt8] { bytes }

    func sleep(shortest: UInt64, longest: UInt64) throws { Sleep.between(shortest, longest) }

    func ends(of lent: SharedBytes) throws -> UInt64 { lent.sumOfEnds }

    func echo(lent: SharedBytes) throws -> [UInt8] { [UInt8](lent) }
}
