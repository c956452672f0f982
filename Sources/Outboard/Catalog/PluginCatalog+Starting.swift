internal import FoundationEssentials
public import OutboardCore

extension PluginCatalog {
    /// Starts a plugin as the catalog says, with the configuration that the catalog has, and waits until it can be called.
    ///
    /// Suspends the task. Version and interfaces are compared with the manifest once more.
    ///
    /// - Parameters:
    ///   - name: The plugin's name in the catalog.
    ///   - configuration: The type of the configuration.
    /// - Returns: The plugin, which is started again as the catalog says.
    /// - Throws: `OutboardError`: `invalidConfiguration` if there is no such plugin or its configuration is of another
    ///   type; those of ``SupervisedPlugin/start(at:configuration:options:restart:)``.
    public func start<Configuration: WireValue & Decodable>(
        _ name: String, configuration: Configuration.Type
    ) async throws -> SupervisedPlugin {
        try await start(name, with: try self.configuration(of: name, as: configuration))
    }

    /// Starts a plugin as the catalog says, without a configuration, and waits until it can be called.
    ///
    /// - Parameter name: The plugin's name in the catalog.
    /// - Returns: The plugin, which is started again as the catalog says.
    /// - Throws: `OutboardError`: `invalidConfiguration` if there is no such plugin, or the catalog has a configuration for
    ///   it; those of ``SupervisedPlugin/start(at:configuration:options:restart:)``.
    public func start(_ name: String) async throws -> SupervisedPlugin {
        guard try entry(name).configuration == nil else {
            throw invalid(
                "plugins.\(name).configuration: the host starts the plugin without the type of a configuration")
        }
        return try await start(name, with: NoConfiguration())
    }

    /// Starts a plugin as the catalog says, with a configuration of the host's own, and waits until it can be called.
    ///
    /// - Parameters:
    ///   - name: The plugin's name in the catalog.
    ///   - configuration: The configuration; that of the catalog, if there is one, is passed over.
    /// - Returns: The plugin, which is started again as the catalog says.
    /// - Throws: `OutboardError`: `invalidConfiguration` if there is no such plugin; those of
    ///   ``SupervisedPlugin/start(at:configuration:options:restart:)``.
    public func start(_ name: String, with configuration: some WireValue) async throws -> SupervisedPlugin {
        let entry = try entry(name)
        if let (key, message) = entry.differences().first {
            throw OutboardError(code: .startFailed, message: "\(file): plugins.\(name).\(key): \(message)")
        }
        return try await SupervisedPlugin.start(
            at: entry.path, configuration: configuration, options: entry.options, restart: entry.restart)
    }

    /// The configuration that the catalog has for a plugin.
    ///
    /// - Parameters:
    ///   - name: The plugin's name in the catalog.
    ///   - type: The type of the configuration.
    /// - Returns: The configuration.
    /// - Throws: `OutboardError` with the code `invalidConfiguration` and the key if the catalog has none, or one of
    ///   another type.
    public func configuration<Configuration: Decodable>(
        of name: String, as type: Configuration.Type
    ) throws(OutboardError) -> Configuration {
        let key = "plugins.\(name).configuration"
        guard let value = try entry(name).configuration else {
            throw invalid("\(key): is missing, and has to be a \(type)")
        }
        do {
            return try JSONDecoder().decode(type, from: JSONEncoder().encode(value))
        } catch let error as DecodingError {
            throw invalid(Self.explain(error, key))
        } catch {
            throw invalid("\(key): \(error)")
        }
    }

    private func entry(_ name: String) throws(OutboardError) -> CatalogEntry {
        if let entry = self[name] { return entry }
        let names = entries.map(\.name).joined(separator: ", ")
        throw invalid("plugins.\(name): there is no such plugin; there are \(names.isEmpty ? "none" : names)")
    }

    private func invalid(_ message: String) -> OutboardError {
        OutboardError(code: .invalidConfiguration, message: "\(file): \(message)")
    }

    /// The key at which a configuration differs from its type, and how.
    private static func explain(_ error: DecodingError, _ key: String) -> String {
        func place(_ path: [any CodingKey]) -> String {
            path.reduce(key) { key, part in part.intValue.map { "\(key)[\($0)]" } ?? "\(key).\(part.stringValue)" }
        }
        switch error {
        case .keyNotFound(let missing, let context):
            return "\(place(context.codingPath + [missing])): is missing"
        case .valueNotFound(let type, let context):
            return "\(place(context.codingPath)): is null, and has to be a \(type)"
        case .typeMismatch(let type, let context):
            return "\(place(context.codingPath)): has to be a \(type)"
        case .dataCorrupted(let context):
            return "\(place(context.codingPath)): \(context.debugDescription)"
        @unknown default:
            return "\(key): \(error)"
        }
    }
}
