// Interfaces are written with wire values, which come with them.
@_exported public import OutboardUntrusted
