internal import OutboardCore

/// What one host tells the next about a plugin, besides what the plugin's welcome says.
struct HandoverRecord: Sendable {
    /// The version of this record; later ones add fields at the end.
    ///
    /// The second one added ``supervision``.
    static let ownVersion: UInt32 = 2
    /// More than a host ever writes: what is larger is none.
    static let maximumByteCount = 64 << 20

    var version = Self.ownVersion
    /// The name in errors and logs.
    var name: String
    /// The program, for messages.
    var path: String
    var processID: Int32
    /// Whether its process group is its own.
    var leadsGroup: Bool
    /// Whether it has a log ring: the next host has to have one then as well.
    var hasLog: Bool
    /// Whether it ends with the process that hands it over: for a program in the place of that host.
    var endsWithProcess: Bool
    var attachment: AttachReport?
    var sandbox: SandboxReport
    /// What its host has to watch, because the kernel does not bound it here.
    var watched: UsageLimits
    /// The numbers of its further instances, in the order in which they were made.
    var instances: [UInt32]
    /// The number that the next instance gets.
    var nextInstance: UInt32
    /// Lines that it has begun to print.
    var stdout: [UInt8]
    var stderr: [UInt8]
    /// Of one that was supervised.
    var supervision: SupervisionRecord?

    /// Whether the program before this one, in this process, has handed it over; no part of the record's bytes.
    var cameInPlace = false
}

extension HandoverRecord: WireValue {
    static func describe(in schema: inout WireSchema) -> WireType { .named("HandoverRecord") }

    var wireByteCount: Int {
        16 &+ name.wireByteCount &+ path.wireByteCount &+ attachmentNumbers.wireByteCount &+ sandboxTexts.wireByteCount
            &+ sandboxMissing.wireByteCount &+ sandboxNumbers.wireByteCount &+ watched.threads.wireByteCount
            &+ watched.processors.wireByteCount &+ instances.wireByteCount &+ stdout.wireByteCount
            &+ stderr.wireByteCount &+ supervision.wireByteCount
    }

    func encode(into writer: inout WireWriter) {
        version.encode(into: &writer)
        name.encode(into: &writer)
        path.encode(into: &writer)
        processID.encode(into: &writer)
        flags.encode(into: &writer)
        attachmentNumbers.encode(into: &writer)
        sandboxTexts.encode(into: &writer)
        sandboxMissing.encode(into: &writer)
        sandboxNumbers.encode(into: &writer)
        watched.threads.encode(into: &writer)
        watched.processors.encode(into: &writer)
        instances.encode(into: &writer)
        nextInstance.encode(into: &writer)
        stdout.encode(into: &writer)
        stderr.encode(into: &writer)
        supervision.encode(into: &writer)
    }

    init(from reader: inout WireReader) throws(WireError) {
        version = try reader.next()
        guard version >= 1 else { throw WireError.invalidValue("a version of 0") }
        name = try reader.next()
        path = try reader.next()
        processID = try reader.next()
        // Others are no plugin's, and as a group they stand for more than one process.
        guard processID > 1 else { throw WireError.invalidValue("the process \(processID)") }
        let flags: UInt32 = try reader.next()
        leadsGroup = flags & 1 != 0
        hasLog = flags & 2 != 0
        endsWithProcess = flags & 4 != 0
        attachment = Self.attachment(try reader.next())
        let texts: [[String]] = try reader.next()
        let missing: [String: String] = try reader.next()
        sandbox = Self.sandbox(texts, missing, try reader.next())
        watched = UsageLimits(threads: try reader.next(), processors: try reader.next())
        instances = try reader.next()
        nextInstance = try reader.next()
        stdout = try reader.next()
        stderr = try reader.next()
        supervision = version < 2 ? nil : try reader.next()
        // What later versions add.
        guard version > Self.ownVersion else { return }
        try unsafe reader.bytes(reader.remaining) { (_: UnsafeRawBufferPointer) throws(WireError) in }
    }

    private var flags: UInt32 { (leadsGroup ? 1 : 0) | (hasLog ? 2 : 0) | (endsWithProcess ? 4 : 0) }

    // MARK: Reports as plain values

    private var attachmentNumbers: [Int64] {
        attachment.map { [Int64($0.processID), Int64($0.userID), $0.isExact ? 1 : 0] } ?? []
    }

    private static func attachment(_ numbers: [Int64]) -> AttachReport? {
        guard numbers.count >= 3 else { return nil }
        return AttachReport(
            processID: Int32(clamping: numbers[0]), userID: UInt32(clamping: numbers[1]), isExact: numbers[2] == 1)
    }

    private var sandboxTexts: [[String]] {
        [
            [sandbox.level.rawValue], sandbox.applied.map(\.rawValue).sorted(), sandbox.grants.map(\.description),
            sandbox.refusedCapabilities,
        ]
    }

    private var sandboxMissing: [String: String] {
        Dictionary(uniqueKeysWithValues: sandbox.missing.map { ($0.key.rawValue, $0.value) })
    }

    /// -1 for what is not known.
    private var sandboxNumbers: [Int64] {
        [Int64(sandbox.landlockVersion ?? -1), Int64(sandbox.readyCallCount ?? -1), sandbox.user.map(Int64.init) ?? -1]
    }

    private static func sandbox(
        _ texts: [[String]], _ missing: [String: String], _ numbers: [Int64]
    ) -> SandboxReport {
        func text(_ index: Int) -> [String] { index < texts.count ? texts[index] : [] }
        func number(_ index: Int) -> Int64? { index < numbers.count && numbers[index] >= 0 ? numbers[index] : nil }
        var reasons: [SandboxLayer: String] = [:]
        for (name, reason) in missing { if let layer = SandboxLayer(rawValue: name) { reasons[layer] = reason } }
        var report = SandboxReport(
            level: text(0).first.flatMap(PluginSandbox.Level.init(rawValue:)) ?? .none,
            applied: Set(text(1).compactMap(SandboxLayer.init(rawValue:))), missing: reasons,
            grants: text(2).compactMap { SandboxGrant($0) }, landlockVersion: number(0).map { Int(clamping: $0) })
        report.refusedCapabilities = text(3)
        report.readyCallCount = number(1).map { Int(clamping: $0) }
        report.user = number(2).map { UInt32(clamping: $0) }
        return report
    }
}
