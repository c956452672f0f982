internal import BenchInterface
internal import OutboardPlugin

/// Serves ``Bench``.
struct CorePlugin: Plugin, Bench {
    private let worker: MeasuredWorker

    init(configuration: BenchConfiguration) throws {
        self.worker = try MeasuredWorker(configuration)
    }

    var dispatcher: MeasuredDispatcher<BenchDispatcher<Self>> {
        MeasuredDispatcher(BenchDispatcher(self), worker: worker)
    }

    func null() throws {}

    func echo(bytes: [UInt8]) throws -> [UInt8] { bytes }

    func sleep(shortest: UInt64, longest: UInt64) throws { Sleep.between(shortest, longest) }

    func ends(of lent: SharedBytes) throws -> UInt64 { lent.sumOfEnds }

    func echo(lent: SharedBytes) throws -> [UInt8] { [UInt8](lent) }
}
