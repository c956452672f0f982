internal import OutboardCore

/// Chooses between clients of several interfaces.
enum ClientChoice {
    /// The first client that can be made.
    ///
    /// - Throws: `interfaceMismatch` with what is wrong with each, or any other error of one of them.
    static func first(
        of types: [any InterfaceClient.Type],
        _ make: (any InterfaceClient.Type) throws -> any InterfaceClient
    ) throws -> any InterfaceClient {
        var reasons: [String] = []
        for type in types {
            do {
                return try make(type)
            } catch let error as OutboardError where error.code == .interfaceMismatch {
                reasons.append(error.message)
            }
        }
        throw OutboardError(
            code: .interfaceMismatch,
            message: reasons.isEmpty ? "there is no client to choose from" : reasons.joined(separator: "; "))
    }
}
