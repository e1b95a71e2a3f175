"""Writes astropy.csv: where astropy (8.0.1, wcslib 8) sees pixels of the sample images, in ICRS.

Run from this folder with a Python that has astropy: python make.py > astropy.csv
"""

import glob
import os
import warnings

import numpy
from astropy.io import fits
from astropy.wcs import WCS

warnings.simplefilter("ignore")
samples = "../../../../../local/src/main/resources/samples"
print("# file,extension,x,y,ra,dec: x and y as in FITS, the centre of the first pixel being 1")
for path in sorted(glob.glob(os.path.join(samples, "*"))):
    with fits.open(path) as file:
        for number, unit in enumerate(file):
            if not getattr(unit, "is_image", False) or unit.header.get("NAXIS", 0) < 2:
                continue
            types = [unit.header.get("CTYPE1", ""), unit.header.get("CTYPE2", "")]
            if not all(t[:4].strip("-") in ("RA", "DEC", "GLON", "GLAT", "ELON", "ELAT") for t in types):
                continue
            wcs = WCS(unit.header, file).celestial
            width, height = unit.header["NAXIS1"], unit.header["NAXIS2"]
            for u, v in ((0.5, 0.5), (0.25, 0.25), (0.75, 0.3), (0.4, 0.85), (0, 0), (1, 1)):
                x, y = 1 + round(u * (width - 1), 1), 1 + round(v * (height - 1), 1)
                try:
                    sky = wcs.pixel_to_world(x - 1, y - 1).icrs
                except Exception:  # not a celestial frame that astropy knows
                    continue
                if numpy.isfinite(sky.ra.deg):
                    print(f"{os.path.basename(path)},{number},{x:.1f},{y:.1f},{sky.ra.deg:.8f},{sky.dec.deg:.8f}")
