from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = r"""(?P<matched>from "(?P<url>\./[^"]+)")"""


class PortalStaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed files; the addresses that the portal's own scripts import are hashed too.

    Django can do that for every script, but stumbles over examples in the comments of libraries.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("portal.js", ((IMPORT, 'from "%(url)s"'),)),
    )
