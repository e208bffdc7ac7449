"""How good a result is, each measure in one place.

psnr.py: `psnr`, `psnr_gain_aligned` · ssim.py: `ssim`, `ssim_gaussian` · lpips.py: `lpips`, where its weights are on
this machine · interval.py: 95% intervals of means, medians and shares. Pictures are uint8 [h, w, 3], sRGB; those of
different sizes raise `ModelError`.
"""
