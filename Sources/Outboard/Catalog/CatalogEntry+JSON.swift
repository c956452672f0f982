internal import Logging
internal import OutboardCore

// The keys of an entry. Those of the options have the options' names.
extension CatalogEntry {
    private static let names = [
        "path", "sha256", "signers", "version", "interfaces", "configuration", "arguments", "environment",
        "inheritedEnvironment", "workingDirectory", "restart", "sandbox", "waiting", "lanes", "startTimeout",
        "callTimeout", "stuckGrace", "stopGrace", "terminationGrace", "drainGrace", "idleGrace", "pingInterval",
        "pingTimeout", "startsLazily", "reloadsOnChange", "maximumPayloadBytes", "maximumLentBytes", "logBytes",
        "logLevel", "crashReportDirectory",
    ]

    /// Reads an entry.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - value: Its value.
    ///   - folder: Where relative paths begin.
    ///   - options: What the entry's options begin with.
    ///   - reader: Notes what is wrong.
    init?(
        _ name: String, _ value: JSONValue, folder: String, options: PluginOptions, _ reader: inout CatalogReader
    ) {
        guard let entry = reader.object(value, "plugins.\(name)", names: Self.names) else { return nil }
        let path = reader.string("path", of: entry)
        if entry.values["path"] == nil {
            reader.note(entry.key, "has no path: add \"path\", the plugin's program")
        }
        if path?.isEmpty == true { reader.note(entry.path("path"), "is empty: it has to be the plugin's program") }
        self.name = name
        self.path = Self.resolve(path ?? "", folder)
        version = reader.value("version", of: entry, "a version like 1.4.2") { PluginVersion($0) }
        interfaces =
            reader.values("interfaces", of: entry, "an interface with its version, like \"Greeter 1.2\"") {
                PluginManifest.Interface($0)
            } ?? []
        configuration = entry.values["configuration"]
        restart = Self.restart(entry, &reader)
        var options = options
        options.name = name
        Self.readProgram(entry, folder, &options, &reader)
        Self.readTimes(entry, &options, &reader)
        Self.readMemory(entry, &options, &reader)
        if let sandbox = Self.sandbox(entry, options.sandbox, &reader) { options.sandbox = sandbox }
        self.options = options
    }

    /// A path of the file; a relative one begins at the catalog's folder.
    private static func resolve(_ path: String, _ folder: String) -> String {
        path.hasPrefix("/") ? path : folder + "/" + path
    }

    private static func readProgram(
        _ entry: CatalogReader.Object, _ folder: String, _ options: inout PluginOptions, _ reader: inout CatalogReader
    ) {
        if let digest = reader.value(
            "sha256", of: entry, "64 hexadecimal digits: outboard digest prints them", { ProgramDigest(sha256: $0) })
        {
            options.digest = digest
        }
        if let signers = reader.values(
            "signers", of: entry, "a public key, ed25519: and 64 hexadecimal digits", { PluginPublicKey($0) })
        {
            options.signers = signers
        }
        if entry.values["signers"] == .array([]) {
            // Nobody would be asked for a signature, where the author thought of somebody.
            reader.note(entry.path("signers"), "is empty: name a key, or remove it")
        }
        if let arguments = reader.values("arguments", of: entry, "", { $0 }) { options.arguments = arguments }
        if let environment = reader.strings("environment", of: entry) { options.environment = environment }
        if let names = reader.values("inheritedEnvironment", of: entry, "", { $0 }) {
            options.inheritedEnvironment = names
        }
        if let directory = reader.string("workingDirectory", of: entry) {
            options.workingDirectory = resolve(directory, folder)
        }
        if let directory = reader.string("crashReportDirectory", of: entry) {
            options.crashReportDirectory = resolve(directory, folder)
        }
        let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
        if let level = reader.value("logLevel", of: entry, "one of \(levels)", { Logger.Level(rawValue: $0) }) {
            options.logLevel = level
        }
        let policies: [WaitPolicy] = [.adaptive, .spin, .park, .handoff]
        let known = policies.map(\.description).joined(separator: ", ")
        if let waiting = reader.value(
            "waiting", of: entry, "one of \(known)", { text in policies.first { $0.description == text } })
        {
            options.waiting = waiting
        }
    }

    private static func readTimes(
        _ entry: CatalogReader.Object, _ options: inout PluginOptions, _ reader: inout CatalogReader
    ) {
        let always: [(String, WritableKeyPath<PluginOptions, Duration>)] = [
            ("startTimeout", \.startTimeout), ("stopGrace", \.stopGrace), ("terminationGrace", \.terminationGrace),
            ("drainGrace", \.drainGrace), ("pingTimeout", \.pingTimeout),
        ]
        for (name, option) in always {
            if let time = reader.seconds(name, of: entry) { options[keyPath: option] = time }
        }
        let sometimes: [(String, WritableKeyPath<PluginOptions, Duration?>)] = [
            ("callTimeout", \.callTimeout), ("stuckGrace", \.stuckGrace), ("idleGrace", \.idleGrace),
            ("pingInterval", \.pingInterval),
        ]
        for (name, option) in sometimes {
            if reader.isNull(name, of: entry) {
                options[keyPath: option] = nil
            } else if let time = reader.seconds(name, of: entry) {
                options[keyPath: option] = time
            }
        }
        if let isLazy = reader.bool("startsLazily", of: entry) { options.startsLazily = isLazy }
        if let reloads = reader.bool("reloadsOnChange", of: entry) { options.reloadsOnChange = reloads }
    }

    private static func readMemory(
        _ entry: CatalogReader.Object, _ options: inout PluginOptions, _ reader: inout CatalogReader
    ) {
        if let lanes = reader.int("lanes", of: entry, from: 1) { options.lanes = lanes }
        if let count = reader.int("maximumPayloadBytes", of: entry) { options.maximumPayloadBytes = count }
        if let count = reader.int("maximumLentBytes", of: entry) { options.maximumLentBytes = count }
        if let count = reader.int("logBytes", of: entry) { options.logBytes = count }
    }

    private static func restart(_ entry: CatalogReader.Object, _ reader: inout CatalogReader) -> RestartPolicy {
        let policies: [String: RestartPolicy] = ["never": .never, "onFailure": .onFailure, "always": .always]
        let what = "one of never, onFailure, always"
        if case .string = entry.values["restart"] {
            return reader.value("restart", of: entry, what) { policies[$0] } ?? .onFailure
        }
        let names = ["condition", "initialDelay", "factor", "maximumDelay", "jitter", "maximumRestarts", "window"]
        guard let object = reader.object("restart", of: entry, names: names) else { return .onFailure }
        var policy = reader.value("condition", of: object, what) { policies[$0] } ?? .onFailure
        if let delay = reader.seconds("initialDelay", of: object) { policy.initialDelay = delay }
        if let factor = reader.number("factor", of: object) { policy.factor = factor }
        if let delay = reader.seconds("maximumDelay", of: object) { policy.maximumDelay = delay }
        if let jitter = reader.number("jitter", of: object) {
            if jitter > 1 { reader.note(object.path("jitter"), "has to be from 0 to 1") }
            policy.jitter = min(jitter, 1)
        }
        if let count = reader.int("maximumRestarts", of: object) { policy.maximumRestarts = count }
        if let window = reader.seconds("window", of: object) { policy.window = window }
        return policy
    }

    private static func sandbox(
        _ entry: CatalogReader.Object, _ sandbox: PluginSandbox, _ reader: inout CatalogReader
    ) -> PluginSandbox? {
        let names = ["level", "grants", "required", "openFilesLimit", "memoryLimit", "hidesHost", "readyCalls"]
        guard let object = reader.object("sandbox", of: entry, names: names) else { return nil }
        var sandbox = sandbox
        let levels = PluginSandbox.Level.allCases.map(\.rawValue).joined(separator: ", ")
        if let level = reader.value(
            "level", of: object, "one of \(levels)", { PluginSandbox.Level(rawValue: $0) })
        {
            sandbox.level = level
        }
        if let grants = reader.values("grants", of: object, SandboxGrant.forms, { SandboxGrant($0) }) {
            sandbox.grants = grants
        }
        let layers = SandboxLayer.allCases.map(\.rawValue).joined(separator: ", ")
        if let required = reader.values(
            "required", of: object, "one of \(layers)", { SandboxLayer(rawValue: $0) })
        {
            sandbox.required = Set(required)
        }
        if let limit = reader.int("openFilesLimit", of: object) { sandbox.openFilesLimit = limit }
        if let limit = reader.int("memoryLimit", of: object) { sandbox.memoryLimit = limit }
        if let hides = reader.bool("hidesHost", of: object) { sandbox.hidesHost = hides }
        if let words = reader.values("readyCalls", of: object, ReadyCalls.forms, { ReadyCalls.knows($0) ? $0 : nil }) {
            sandbox.readyCalls = ReadyCalls(catalogWords: words)
        }
        return sandbox
    }
}
